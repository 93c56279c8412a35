import { useLayoutEffect, useRef } from 'react';
import { HotkeyMatcher } from './matcher';
import type { Hotkey } from './matcher';
import { onMac } from './platform';

/** Where keys are text or belong to somebody else: fields, and screens of machines that take every key. */
const OWN_KEYS =
  'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable="true"], [data-own-keys]';

/** Dialogs and menus have keys of their own; the frame behind them rests. */
const ABOVE = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

function targetOf(event: KeyboardEvent): Element | null {
  return event.target instanceof Element ? event.target : null;
}

/** Listens for the console's hotkeys as long as it is mounted: what is on the screen and what keys do change together. */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  const latest = useRef(hotkeys);
  useLayoutEffect(() => {
    latest.current = hotkeys;
  }, [hotkeys]);
  useLayoutEffect(() => {
    const matcher = new HotkeyMatcher(() => latest.current, onMac);
    const hear = (event: KeyboardEvent) => {
      const target = targetOf(event);
      if (event.isComposing || event.repeat || target?.closest('[data-own-keys]')) return;
      matcher.hear(event, event.timeStamp, target?.closest(OWN_KEYS) != null);
    };
    const run = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || targetOf(event)?.closest(ABOVE)) return;
      if (matcher.run()) event.preventDefault();
    };
    window.addEventListener('keydown', hear, true);
    window.addEventListener('keydown', run);
    return () => {
      window.removeEventListener('keydown', hear, true);
      window.removeEventListener('keydown', run);
    };
  }, []);
}
