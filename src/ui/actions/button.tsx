import { useId } from 'react';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { TooltipTrigger } from 'react-aria-components/Tooltip';
import { classNames } from '../class-names';
import { Spinner } from '../feedback/spinner';
import { TooltipBubble } from '../overlays/tooltip';
import type { Placement } from '../placement';
import { uiTexts } from '../texts';
import styles from './button.module.css';

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonBase {
  onPress?: (() => void) | undefined;
  variant?: ButtonVariant | undefined;
  size?: 'normal' | 'small' | undefined;
  /**
   * Why the action is not possible now. The button stays focusable and in place, is announced as disabled with the
   * reason, and shows the reason as its tooltip.
   */
  disabledReason?: string | null | undefined;
  /** The action is running: shows a spinner and takes no presses, without changing its width. */
  pending?: boolean | undefined;
  tooltip?: ReactNode;
  tooltipPlacement?: Placement | undefined;
  /** Marks a button that shows or hides something: true while shown. */
  expanded?: boolean | undefined;
  /** Marks a toggle: true while on. */
  pressed?: boolean | undefined;
  type?: 'button' | 'submit' | undefined;
  autoFocus?: boolean | undefined;
  className?: string | undefined;
  id?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
  'aria-describedby'?: string | undefined;
  'aria-controls'?: string | undefined;
}

export interface ButtonProps extends ButtonBase {
  children: ReactNode;
  /** 16 px icon before the text. */
  icon?: ReactNode;
  'aria-label'?: string | undefined;
}

export interface IconButtonProps extends ButtonBase {
  /** The accessible name, and the tooltip unless `tooltip` says more. */
  label: string;
  icon: ReactNode;
}

function renderButton(
  props: ButtonBase & { label?: string | undefined; content: ReactNode; shape: string | undefined },
  reasonId: string,
) {
  const { disabledReason, pending, variant = 'plain', size = 'normal' } = props;
  const disabled = disabledReason != null && disabledReason !== '';
  const describedBy = [props['aria-describedby'], disabled ? reasonId : null].filter(Boolean).join(' ');
  const button = (
    <AriaButton
      {...(props.id === undefined ? {} : { id: props.id })}
      {...(props.ref === undefined ? {} : { ref: props.ref })}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}
      {...(props['aria-controls'] === undefined ? {} : { 'aria-controls': props['aria-controls'] })}
      {...(props.expanded === undefined ? {} : { 'aria-expanded': props.expanded })}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      {...(props.onPress === undefined || disabled ? {} : { onPress: props.onPress })}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
      {...(disabled ? { 'aria-disabled': true } : {})}
      isPending={pending ?? false}
      type={disabled ? 'button' : (props.type ?? 'button')}
      className={classNames(styles['button'], styles[variant], styles[size], props.shape, props.className)}
    >
      {pending === true ? (
        <span className={styles['pending']}>
          <Spinner label={uiTexts.working} />
        </span>
      ) : null}
      {props.content}
      {disabled ? (
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      ) : null}
    </AriaButton>
  );
  const tooltip = disabled ? disabledReason : props.tooltip;
  if (tooltip === undefined || tooltip === null) return button;
  return (
    <TooltipTrigger delay={disabled ? 150 : 500} closeDelay={50}>
      {button}
      <TooltipBubble placement={props.tooltipPlacement ?? 'top'}>{tooltip}</TooltipBubble>
    </TooltipTrigger>
  );
}

/**
 * A button with words. One `primary` per view, `danger` only for the verb of an irreversible step:
 * `<Button variant="primary" onPress={start} disabledReason={reason}>Start</Button>`.
 */
export function Button({ children, icon, 'aria-label': label, ...rest }: ButtonProps) {
  const reasonId = useId();
  const content = (
    <span className={styles['content']}>
      {icon}
      <span className={styles['text']}>{children}</span>
    </span>
  );
  return renderButton({ ...rest, label, content, shape: undefined }, reasonId);
}

/** A square button that shows only an icon; `label` names it for everybody else and as its tooltip. */
export function IconButton({ label, icon, tooltip, variant = 'quiet', ...rest }: IconButtonProps) {
  const reasonId = useId();
  const content = <span className={styles['content']}>{icon}</span>;
  return renderButton({ ...rest, variant, label, tooltip: tooltip ?? label, content, shape: styles['icon'] }, reasonId);
}
