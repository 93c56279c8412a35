import type { ComponentProps, ReactNode } from 'react';
import { Focusable } from 'react-aria-components/Focusable';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import type { Placement } from '../placement';
import styles from './tooltip.module.css';

/** The bubble alone, for widgets that are their own `TooltipTrigger` child. */
export function TooltipBubble({ children, placement = 'top' }: { children: ReactNode; placement?: Placement }) {
  return (
    <AriaTooltip placement={placement} offset={6} className={styles['tooltip'] ?? ''}>
      {children}
    </AriaTooltip>
  );
}

/**
 * Explains the focusable element inside it on hover and on keyboard focus:
 * `<Tooltip text="Next event"><a href="…">…</a></Tooltip>`. Buttons take a `tooltip` prop instead.
 */
export function Tooltip(props: {
  text: ReactNode;
  placement?: Placement;
  children: ComponentProps<typeof Focusable>['children'];
}) {
  return (
    <TooltipTrigger delay={400} closeDelay={50}>
      <Focusable>{props.children}</Focusable>
      <TooltipBubble {...(props.placement ? { placement: props.placement } : {})}>{props.text}</TooltipBubble>
    </TooltipTrigger>
  );
}
