import { useEffect } from 'react';
import type { RefObject } from 'react';

const onMac = /mac|iphone|ipad/i.test(navigator.platform);

/** The chord as key caps name it. */
export const RELEASE_KEYS = onMac ? 'Control+Option' : 'Ctrl+Alt';

const HELD = new Set(['ControlLeft', 'ControlRight', 'AltLeft']);

/**
 * Calls `release` when Control and Alt were held together and let go with no other key between. All keys are up by
 * then, also at the other end. AltGr, which Windows reports as Control with the right Alt, is not this chord.
 */
export function useReleaseChord(area: RefObject<HTMLElement | null>, release: () => void): void {
  useEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    const down = new Set<string>();
    let isArmed = false;
    const onDown = ({ code }: KeyboardEvent): void => {
      if (HELD.has(code)) {
        down.add(code);
        if (down.has('AltLeft') && down.size > 1) isArmed = true;
      } else {
        isArmed = false;
        down.clear();
      }
    };
    const onUp = ({ code }: KeyboardEvent): void => {
      down.delete(code);
      if (down.size > 0 || !isArmed) return;
      isArmed = false;
      release();
    };
    const forget = (): void => {
      isArmed = false;
      down.clear();
    };
    element.addEventListener('keydown', onDown, true);
    element.addEventListener('keyup', onUp, true);
    element.addEventListener('focusout', forget);
    return () => {
      element.removeEventListener('keydown', onDown, true);
      element.removeEventListener('keyup', onUp, true);
      element.removeEventListener('focusout', forget);
    };
  }, [area, release]);
}
