/**
 * The content security policy of the console: one source for the header that our own servers send and for the meta
 * tag in index.html that holds on any other static host.
 */
import { createHash } from 'node:crypto';

/**
 * React Aria puts two constant style elements into the page (usePress: no tap delay; usePreventScroll: iOS only).
 * They are allowed by the hash of their text, so that no other inline style gets in. tools/repo.test.ts compares
 * these texts with the installed react-aria.
 */
export const REACT_ARIA_STYLES = [
  `@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}`,
  `@layer {
  * {
    overscroll-behavior: contain;
  }
}`,
];

/** @param {string} text */
const hashSource = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const DIRECTIVES = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'worker-src': ["'self'"],
  'style-src': ["'self'", ...REACT_ARIA_STYLES.map(hashSource)],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  // Live pools are where the administrator says they are.
  'connect-src': ["'self'", 'https:', 'http:', 'ws:', 'wss:'],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** @param {[string, string[]][]} directives */
const join = (directives) => directives.map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ');

const cspHeader = join(Object.entries(DIRECTIVES));

/** A meta tag may not carry frame-ancestors: browsers ignore it there and say so in the console. */
export const cspMeta = join(Object.entries(DIRECTIVES).filter(([name]) => name !== 'frame-ancestors'));

/** Sent with every answer of our own static servers, and written to dist/console/_headers for static hosts that read it. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': cspHeader,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};
