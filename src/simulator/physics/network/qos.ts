/** A VIF's `ratelimit` is in kilobytes of 1024 bytes a second (`kbps` in its parameters; xenopsd device.ml). */
export function rateLimitMbitPerS(kilobytesPerS: number): number {
  return (kilobytesPerS * 1024 * 8) / 1e6;
}

/** What a guest sends under its limit, Mbit/s; no limit is undefined or 0. */
export function limited(mbitPerS: number, kilobytesPerS: number | undefined): number {
  if (kilobytesPerS === undefined || kilobytesPerS <= 0) return mbitPerS;
  return Math.min(mbitPerS, rateLimitMbitPerS(kilobytesPerS));
}
