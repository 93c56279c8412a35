/** Refusals that a password mends. */
export const ASKS_PASSWORD: ReadonlySet<string> = new Set([
  'SESSION_INVALID',
  'SESSION_AUTHENTICATION_FAILED',
  'SESSION_AUTHORIZATION_FAILED',
]);
