import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Wire } from '../link/wire';
import { PolicyDocument } from './policy-document';
import { terminalTheme } from './terminal-theme';

const FONT_SIZE_PX = 13;
const SCROLLBACK_LINES = 5000;

export interface OpenTerminal {
  readonly focus: () => void;
  /** As if it had been typed. */
  readonly paste: (text: string) => void;
  /** Reads the colours of the theme again. */
  readonly recolour: () => void;
  readonly close: () => void;
}

/** A terminal in an element, as large as the element lets it be. What it shows comes from outside and opens nothing. */
export function openTerminal(
  frame: HTMLElement,
  wire: Wire,
  names: { readonly label: string; readonly hintId: string },
): OpenTerminal {
  const policy = new PolicyDocument();
  const terminal = new Terminal({
    documentOverride: policy.document,
    fontFamily: getComputedStyle(frame).fontFamily,
    fontSize: FONT_SIZE_PX,
    scrollback: SCROLLBACK_LINES,
    screenReaderMode: true,
    linkHandler: { activate: () => undefined },
    theme: terminalTheme(frame),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  policy.during(() => terminal.open(frame));
  terminal.textarea?.setAttribute('aria-label', names.label);
  terminal.textarea?.setAttribute('aria-describedby', names.hintId);

  const encoder = new TextEncoder();
  terminal.onData((text) => wire.send(encoder.encode(text)));
  terminal.onBinary((bytes) => wire.send(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
  wire.show({ received: (bytes) => terminal.write(bytes), ended: () => undefined });

  const resizing = new ResizeObserver(() => fit.fit());
  resizing.observe(frame);
  return {
    focus: () => terminal.focus(),
    paste: (text) => terminal.paste(text),
    recolour: () => {
      terminal.options.theme = terminalTheme(frame);
    },
    close: () => {
      resizing.disconnect();
      terminal.dispose();
      policy.dispose();
    },
  };
}
