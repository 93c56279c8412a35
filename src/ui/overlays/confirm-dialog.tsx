import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../actions/button';
import { TextField } from '../forms/text-field';
import { Dialog } from './dialog';
import { uiTexts } from '../texts';
import styles from './dialog.module.css';

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  /** The question, with the name: "Delete web-01?". */
  title: string;
  /** What it means, in one or two sentences. */
  children: ReactNode;
  /** The verb on the button: "Delete VM", never "OK". */
  verb: string;
  cancelLabel?: string;
  danger?: boolean;
  /** What will be gone, one line each; shown on a marked ground. */
  losses?: readonly ReactNode[];
  /** The text that must be typed before the verb can be pressed, and the label of its field. */
  typed?: { text: string; label: string; hint: string } | undefined;
  /** The action is running. */
  pending?: boolean;
}

/** Asks before a step that cannot be undone: names the verb, the consequences and, when asked to, the object again. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  // Mounted anew each time it opens, so that a name typed last time is gone.
  return props.open ? <OpenConfirmDialog {...props} /> : null;
}

function OpenConfirmDialog(props: ConfirmDialogProps) {
  const { onClose, onConfirm, title, children, verb, losses = [], typed, danger = false } = props;
  const [text, setText] = useState('');
  const reason = typed !== undefined && text.trim() !== typed.text ? typed.hint : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      size="small"
      role="alertdialog"
      onSubmit={() => {
        if (reason === null && props.pending !== true) onConfirm();
      }}
      footer={
        <>
          <Button onPress={onClose} autoFocus={danger && typed === undefined}>
            {props.cancelLabel ?? uiTexts.cancel}
          </Button>
          <Button
            type="submit"
            variant={danger ? 'danger' : 'primary'}
            disabledReason={reason}
            pending={props.pending ?? false}
            autoFocus={!danger}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className={styles['consequences']}>
        <div>{children}</div>
        {losses.length === 0 ? null : (
          <ul className={styles['losses']}>
            {losses.map((loss, index) => (
              <li key={index}>{loss}</li>
            ))}
          </ul>
        )}
        {typed === undefined ? null : (
          <TextField label={typed.label} value={text} onChange={setText} autoFocus monospace autoComplete="off" />
        )}
      </div>
    </Dialog>
  );
}
