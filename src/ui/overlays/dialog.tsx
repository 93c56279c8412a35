import { useEffect, useId } from 'react';
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from '../actions/button';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import { recoverFocus } from './focus-place';
import styles from './dialog.module.css';

export interface DialogProps {
  open: boolean;
  /** Called by Escape, the close button, and a press beside the dialog when `dismissable`. */
  onClose: () => void;
  title: string;
  /** One line under the title: what the dialog is about to act on. */
  subtitle?: ReactNode;
  children: ReactNode;
  /** The buttons, in reading order; the explicit verb last. */
  footer?: ReactNode;
  /** `steps`: a wizard's, which keeps its height from step to step and fills a phone. */
  size?: 'small' | 'medium' | 'large' | 'steps';
  /** `alertdialog` for questions that must be answered. */
  role?: 'dialog' | 'alertdialog';
  /** A press beside the dialog closes it. Off by default: nobody loses a half-filled form. */
  dismissable?: boolean;
  /** Submit handler; with it the body and footer are one form, and Enter in a field submits. */
  onSubmit?: (() => void) | undefined;
}

/**
 * A modal dialog: focus moves in and stays in, Escape closes, focus returns to what opened it. On a narrow window it
 * takes the full width.
 */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, subtitle, children, footer, size = 'medium', role = 'dialog' } = props;
  const subtitleId = useId();
  useEffect(() => recoverFocus, []);
  const inside = (
    <>
      <div className={styles['body']}>{children}</div>
      {footer === undefined ? null : <div className={styles['footer']}>{footer}</div>}
    </>
  );
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      isDismissable={props.dismissable ?? false}
      className={styles['scrim'] ?? ''}
    >
      <Modal className={classNames(styles['frame'], styles[size])}>
        <AriaDialog
          role={role}
          className={styles['dialog'] ?? ''}
          {...(subtitle === undefined ? {} : { 'aria-describedby': subtitleId })}
        >
          <header className={styles['header']}>
            <div className={styles['heading']}>
              <Heading slot="title" level={2} className={styles['title'] ?? ''}>
                {title}
              </Heading>
              {subtitle === undefined ? null : (
                <div id={subtitleId} className={styles['subtitle']}>
                  {subtitle}
                </div>
              )}
            </div>
            <IconButton label={uiTexts.close} tooltip={null} size="small" icon={<X />} onPress={onClose} />
          </header>
          {props.onSubmit === undefined ? (
            inside
          ) : (
            <form
              className={styles['form']}
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                props.onSubmit?.();
              }}
            >
              {inside}
            </form>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
