import { useEffect, useState } from 'react';

/** Chromium lets a page that fills the screen have the keys of the system, Esc among them, which is then held to leave. */
interface KeyboardLock {
  readonly keyboard?: { lock(): Promise<void>; unlock(): void };
}

export interface FullScreen {
  readonly isOn: boolean;
  /** Every key goes to the machine; holding Esc ends it. */
  readonly holdsKeys: boolean;
  readonly toggle: () => void;
}

/**
 * Fills the screen with the page, in which the console then covers everything else: so menus and dialogs, which stand
 * beside it in the page, stay in sight.
 */
export function useFullScreen(): FullScreen {
  const [isOn, setIsOn] = useState(false);
  const [holdsKeys, setHoldsKeys] = useState(false);
  useEffect(() => {
    const follow = (): void => {
      if (document.fullscreenElement !== null) return;
      setIsOn(false);
      setHoldsKeys(false);
      (navigator as KeyboardLock).keyboard?.unlock();
    };
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  useEffect(() => {
    if (!isOn) return undefined;
    // Another tab of the console, or another object, ends it.
    return () => void leave();
  }, [isOn]);

  const enter = async (): Promise<void> => {
    try {
      await document.documentElement.requestFullscreen();
    } catch {
      // Phones without this have the console cover the page all the same.
    }
    setIsOn(true);
    try {
      const { keyboard } = navigator as KeyboardLock;
      await keyboard?.lock();
      setHoldsKeys(keyboard !== undefined && document.fullscreenElement !== null);
    } catch {
      setHoldsKeys(false);
    }
  };
  const end = (): void => {
    setIsOn(false);
    void leave();
  };
  return { isOn, holdsKeys, toggle: () => (isOn ? end() : void enter()) };
}

async function leave(): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen();
}
