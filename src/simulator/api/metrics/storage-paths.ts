import type { Ref } from '../../../xapi/datamodel/ref';
import { failover } from '../../physics/multipath/failover';
import { PROFILES } from '../../physics/multipath/profiles';
import { linkBytesPerUs } from '../../physics/storage/network-storage';
import { FAILED_KEY, pathsOf, transportOf } from '../multipath/paths';
import type { World } from '../world';
import type { Axis } from './archives';
import { linkMbit } from './datapath';
import type { Span } from './series';
import { TextHistory } from './text-history';

/** Which paths of servers with multipathing were lost. */
export const PATHS = new TextHistory<'PBD'>({
  cls: 'PBD',
  part: 'paths',
  fields: ['other_config', 'currently_attached'],
  textOf: ({ other_config, currently_attached: isAttached }) =>
    isAttached && other_config['multipathed'] === 'true' ? `lost ${other_config[FAILED_KEY] ?? ''}` : '',
});

/** A time in which the paths of a server to a repository carried as much, bytes/µs. */
interface Piece extends Span {
  readonly bytesPerUs: number;
}

/** The way of a server to a repository of which some server has several paths. */
export interface ServerPaths {
  readonly host: Ref<'host'>;
  readonly sr: Ref<'SR'>;
  /** Without multipathing there is one link. */
  readonly singleBytesPerUs: number;
  readonly pieces: readonly Piece[];
}

/** The ways of servers to a repository; none when no server ever had several. */
export function pathsTo(world: World, sr: Ref<'SR'>): readonly ServerPaths[] {
  const row = world.db.row('SR', sr);
  const transport = transportOf(row);
  if (transport === undefined) return [];
  const singleBytesPerUs = linkBytesPerUs(linkMbit(world, row));
  const ways = row.PBDs.map((pbd): ServerPaths => {
    const spans = PATHS.spans(world, pbd);
    const pieces = spans.flatMap(({ text, fromS, toS }, at): readonly Piece[] => {
      const last = spans[at - 1];
      const after = pathsOf(text.slice('lost '.length));
      const before = last === undefined || last.toS !== fromS ? after : pathsOf(last.text.slice('lost '.length));
      // The array gives its LUNs to the first controller, and back to it when it is there again.
      const phases = failover({
        before,
        after,
        owner: 0,
        transport,
        linkRate: singleBytesPerUs,
        profile: PROFILES.alua,
      });
      return phases.flatMap(({ fromMs, rate }, phase) => {
        const begunS = fromS + fromMs / 1000;
        const endS = Math.min(toS, fromS + (phases[phase + 1]?.fromMs ?? Infinity) / 1000);
        return endS > begunS ? [{ fromS: begunS, toS: endS, bytesPerUs: rate }] : [];
      });
    });
    return { host: world.db.row('PBD', pbd).host, sr, singleBytesPerUs, pieces };
  });
  return ways.some(({ pieces }) => pieces.length > 0) ? ways : [];
}

/** What a way carries in the mean of a row, bytes/µs. */
export function meanAt({ pieces, singleBytesPerUs }: ServerPaths, { lastS, stepS }: Axis, at: number): number {
  const endS = lastS - at * stepS;
  let sum = 0;
  let seconds = 0;
  for (const { fromS, toS, bytesPerUs } of pieces) {
    const inside = Math.min(endS, toS) - Math.max(endS - stepS, fromS);
    if (inside <= 0) continue;
    sum += bytesPerUs * inside;
    seconds += inside;
  }
  return (sum + singleBytesPerUs * Math.max(0, stepS - seconds)) / stepS;
}
