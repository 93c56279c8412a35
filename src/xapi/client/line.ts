/** How a client treats the line to its pool. */
export interface Line {
  /** `event.from` is asked to answer after so many seconds without events: a poll that is answered is the heartbeat. */
  readonly pollSeconds: number;
  /** A poll without an answer for so long beyond that means that the pool is gone; undefined where the transport knows. */
  readonly pollDeadlineMs?: number;
  /** The same for another server of the pool that is asked whether it knows where the pool is. */
  readonly memberDeadlineMs?: number;
  /** A login that takes longer has failed. */
  readonly loginDeadlineMs?: number;
  /** Waits between tries to reach the pool again; the last one repeats. */
  readonly retryDelaysMs: readonly [number, ...number[]];
  /** Logs in again by itself when a session has ended although the pool was there all the time. */
  readonly renewsQuietly: boolean;
}

/** To a simulator in the browser: it is there or it has crashed, and its password is no secret. */
export const portLine: Line = {
  pollSeconds: 30,
  retryDelaysMs: [1_000, 2_000, 5_000, 10_000, 20_000, 30_000],
  renewsQuietly: true,
};

/**
 * Over a network. A screen is known to be old after 20 seconds at most. A session that ends while the pool is there has
 * expired, or was ended by somebody: then a person is asked. After an outage nobody has decided that.
 */
export const networkLine: Line = {
  pollSeconds: 10,
  pollDeadlineMs: 10_000,
  memberDeadlineMs: 4_000,
  loginDeadlineMs: 15_000,
  retryDelaysMs: [5_000, 10_000, 20_000, 40_000, 60_000, 120_000, 300_000],
  renewsQuietly: false,
};
