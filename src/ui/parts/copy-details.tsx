import { useState } from 'react';
import { Button } from '../actions/button';
import { writeClipboard } from '../clipboard';
import { announce } from '../feedback/live-region';
import { uiTexts } from '../texts';

/** Copies the technical side of a problem, which a person passes on rather than reads. */
export function CopyDetails(props: { readonly details: string; readonly size?: 'normal' | 'small' }) {
  const { details, size = 'normal' } = props;
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void writeClipboard(details).then((isDone) => {
      setCopied(isDone);
      announce(isDone ? uiTexts.parts.detailsCopied : uiTexts.parts.notCopied);
    });
  };
  return (
    <Button size={size} onPress={copy}>
      {copied ? uiTexts.parts.detailsCopied : uiTexts.parts.copyDetails}
    </Button>
  );
}

/** All that an error says, for a report: its chain of causes with their stacks. */
export function describeError(error: unknown): string {
  const lines: string[] = [];
  let current: unknown = error;
  for (let depth = 0; current !== undefined && depth < 5; depth += 1) {
    if (current instanceof Error) {
      lines.push(current.stack ?? `${current.name}: ${current.message}`);
      current = current.cause;
    } else {
      lines.push(String(current));
      current = undefined;
    }
  }
  return lines.join('\nCaused by: ');
}
