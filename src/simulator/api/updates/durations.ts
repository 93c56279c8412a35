/** Order of magnitude of a pool of current servers with a fast link to the vendor; no figures are published. */
export const SYNC_MS = 45_000;
/** Installing the packages of one server. */
export const INSTALL_MS = 180_000;
/** Checking one update of the old kind on one server, and installing it. */
export const PRECHECK_MS = 5_000;
export const APPLY_MS = 90_000;
/** What only notes something. */
export const QUICK_MS = 1_000;
