import { useEffect, useState } from 'react';
import { writeClipboard } from '../../ui/clipboard';

const SHOWN_MS = 2000;

/** Copies text, and says for two seconds that it did. The copier answers whether the browser allowed it. */
export function useCopied(): readonly [boolean, (text: string) => Promise<boolean>] {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (turn === 0) return undefined;
    const timer = setTimeout(() => setTurn(0), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [turn]);
  const copy = async (text: string): Promise<boolean> => {
    const isDone = await writeClipboard(text);
    if (isDone) setTurn((before) => before + 1);
    return isDone;
  };
  return [turn > 0, copy];
}
