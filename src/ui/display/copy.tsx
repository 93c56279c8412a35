import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Check, Copy } from 'lucide-react';
import { IconButton } from '../actions/button';
import { classNames } from '../class-names';
import { writeClipboard } from '../clipboard';
import { announce } from '../feedback/live-region';
import { showToast } from '../feedback/toast-queue';
import { uiTexts } from '../texts';
import styles from './copy.module.css';

/** How long the tick stays after a copy. */
const COPIED_MS = 1500;

/** Puts `text` on the clipboard; `name` says what it is ("Copy UUID"). A tick and a spoken word confirm. */
export function CopyButton({ text, name, className }: { text: string; name: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    void writeClipboard(text).then((isDone) => {
      setCopied(isDone);
      if (isDone) announce(uiTexts.copied);
      else showToast({ tone: 'warning', title: uiTexts.parts.notCopied, key: 'copied' });
    });
  };
  return (
    <IconButton
      label={uiTexts.copyValue(name)}
      tooltip={copied ? uiTexts.copied : uiTexts.copy}
      size="small"
      className={classNames(styles['button'], className)}
      icon={copied ? <Check className={styles['done']} /> : <Copy />}
      onPress={copy}
    />
  );
}

/** A value with a copy button that appears on hover and on focus; set in monospace for identifiers. */
export function CopyableText(props: { text: string; name: string; monospace?: boolean; children?: ReactNode }) {
  return (
    <span className={classNames(styles['copyable'], props.monospace === true && styles['monospace'])}>
      <span className={styles['value']}>{props.children ?? props.text}</span>
      <CopyButton text={props.text} name={props.name} className={styles['appearing'] ?? ''} />
    </span>
  );
}
