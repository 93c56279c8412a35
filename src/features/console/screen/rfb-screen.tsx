import { useEffect, useRef, useState } from 'react';
import type RFB from '@novnc/novnc';
import { rawChannel } from '../link/raw-channel';
import type { Wire } from '../link/wire';
import type { SendKey } from '../keys/strokes';
import styles from '../console.module.css';

/** What the tools of the console do with a screen or a terminal that is open. */
export interface Keyboard {
  readonly send: SendKey;
  readonly focus: () => void;
}

export interface RfbScreenProps {
  readonly wire: Wire;
  readonly label: string;
  readonly hintId: string;
  readonly fits: boolean;
  /** Told when keys can be sent, and with null when they cannot any more. */
  readonly onKeyboard: (keyboard: Keyboard | null) => void;
}

/** The screen of a machine, which takes the keys and the pointer. */
export function RfbScreen({ wire, label, hintId, fits, onKeyboard }: RfbScreenProps) {
  const frame = useRef<HTMLDivElement>(null);
  const client = useRef<RFB | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const look = useRef({ label, hintId, fits });
  useEffect(() => {
    look.current = { label, hintId, fits };
    dress(frame.current, client.current, look.current);
  }, [label, hintId, fits]);

  useEffect(() => {
    let leave = (): void => undefined;
    let isOver = false;
    import('@novnc/novnc').then(({ default: Client }) => {
      if (isOver || frame.current === null) return;
      const { rfb, close } = open(Client, frame.current, wire, onKeyboard);
      client.current = rfb;
      dress(frame.current, rfb, look.current);
      leave = close;
    }, setFailure);
    return () => {
      isOver = true;
      leave();
      client.current = null;
    };
  }, [wire, onKeyboard]);

  // A part of the console that could not be fetched is the pane's to tell.
  if (failure !== null) throw failure;
  return <div ref={frame} className={styles['screen']} />;
}

function open(Client: typeof RFB, frame: HTMLElement, wire: Wire, onKeyboard: RfbScreenProps['onKeyboard']) {
  const raw = rawChannel(wire);
  const rfb = new Client(frame, raw, { shared: true });
  let state: 'connecting' | 'connected' | 'over' = 'connecting';
  rfb.showDotCursor = true;
  rfb.background = 'transparent';
  rfb.addEventListener('connect', () => {
    state = 'connected';
    onKeyboard({
      send: ({ keysym, code }, isDown) => rfb.sendKey(keysym, code, isDown),
      focus: () => rfb.focus({ preventScroll: true }),
    });
  });
  rfb.addEventListener('disconnect', () => {
    state = 'over';
    onKeyboard(null);
  });
  const close = (): void => {
    if (state !== 'over') rfb.disconnect();
  };
  wire.show({
    received: (bytes) => raw.onmessage?.({ data: bytes }),
    // During the handshake a lost line is an error for noVNC; for the console it is one more reason to try again.
    ended: () => (state === 'connected' ? raw.hungUp() : close()),
  });
  return { rfb, close };
}

/** noVNC makes its canvas itself and knows neither the keyboard's way to it nor its name. */
function dress(
  frame: HTMLElement | null,
  rfb: RFB | null,
  look: Pick<RfbScreenProps, 'label' | 'hintId' | 'fits'>,
): void {
  const canvas = frame?.querySelector('canvas');
  if (!canvas || rfb === null) return;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', look.label);
  canvas.setAttribute('aria-describedby', look.hintId);
  rfb.scaleViewport = look.fits;
}
