import { compacted, type Sums, type Timed } from '../metrics/compacted';

/** A time in which something moves bytes at one speed, or at this mean speed. */
export interface Stretch extends Timed {
  /** Of a repository, bytes/s. */
  readonly bytesPerS: number;
  /** Over the management link of its server, bytes/s. */
  readonly sentPerS: number;
  readonly receivedPerS: number;
  /** How many do so. */
  readonly transfers: number;
  /** Processors of the control domain. */
  readonly cores: number;
}

const SUMS: Sums<Stretch> = {
  nothing: (fromMs, toMs) => {
    return { fromMs, toMs, bytesPerS: 0, sentPerS: 0, receivedPerS: 0, transfers: 0, cores: 0 };
  },
  plus: (to, other, share) => ({
    ...to,
    bytesPerS: to.bytesPerS + other.bytesPerS * share,
    sentPerS: to.sentPerS + other.sentPerS * share,
    receivedPerS: to.receivedPerS + other.receivedPerS * share,
    transfers: to.transfers + other.transfers * share,
    cores: to.cores + other.cores * share,
  }),
};

/** Stretches as exactly as the archives show them. */
export function compactedStretches(stretches: readonly Stretch[], nowMs: number): readonly Stretch[] {
  return compacted(stretches, nowMs, SUMS);
}
