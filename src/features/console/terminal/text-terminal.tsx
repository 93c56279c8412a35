import { useEffect, useRef, useState } from 'react';
import { useTheme } from '../../../ui/theme/theme';
import type { Wire } from '../link/wire';
import type { OpenTerminal } from './open-terminal';
import styles from '../console.module.css';

/** What the tools of the console do with a terminal that is open. */
export type TerminalHandle = Pick<OpenTerminal, 'focus' | 'paste'>;

export interface TextTerminalProps {
  readonly wire: Wire;
  readonly label: string;
  readonly hintId: string;
  readonly onTerminal: (terminal: TerminalHandle | null) => void;
}

/** The text console of a machine, in the colours of the theme. */
export function TextTerminal({ wire, label, hintId, onTerminal }: TextTerminalProps) {
  const frame = useRef<HTMLDivElement>(null);
  const terminal = useRef<OpenTerminal | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const names = useRef({ label, hintId });
  const { resolved } = useTheme();

  useEffect(() => {
    let isOver = false;
    import('./open-terminal').then(({ openTerminal }) => {
      if (isOver || frame.current === null) return;
      terminal.current = openTerminal(frame.current, wire, names.current);
      onTerminal(terminal.current);
    }, setFailure);
    return () => {
      isOver = true;
      terminal.current?.close();
      terminal.current = null;
      onTerminal(null);
    };
  }, [wire, onTerminal]);
  useEffect(() => terminal.current?.recolour(), [resolved]);

  // A part of the console that could not be fetched is the pane's to tell.
  if (failure !== null) throw failure;
  return <div ref={frame} className={styles['terminal']} />;
}
