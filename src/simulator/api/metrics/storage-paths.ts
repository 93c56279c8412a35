import type { Ref } from '../../../xapi/datamodel/ref';
import { failover, type Phase } from '../../physics/multipath/failover';
import type { Path } from '../../physics/multipath/paths';
import type { MultipathProfile } from '../../physics/multipath/profiles';
import { linkBytesPerUs } from '../../physics/storage/network-storage';
import { FAILED_KEY, pathsOf, PROFILE_KEY, profileNamed, transportOf } from '../multipath/paths';
import type { World } from '../world';
import type { Axis } from './archives';
import { linkMbit } from './link-speed';
import { shareOf, type Series, type Span } from './series';
import { TextHistory } from './text-history';

const LOST = 'lost ';
const BY = ' by ';

/** Which paths of servers with multipathing were lost, and how the others are used: `lost nic1 by round-robin`. */
export const PATHS = new TextHistory<'PBD'>({
  cls: 'PBD',
  part: 'paths',
  fields: ['other_config', 'currently_attached'],
  textOf: ({ other_config, currently_attached: isAttached }) => {
    if (!isAttached || other_config['multipathed'] !== 'true') return '';
    const profile = other_config[PROFILE_KEY] ?? '';
    return `${LOST}${other_config[FAILED_KEY] ?? ''}${profile === '' ? '' : BY + profile}`;
  },
});

function stateIn(text: string): { readonly paths: readonly Path[]; readonly profile: MultipathProfile } {
  const [failed = '', profile = ''] = text.slice(LOST.length).split(BY);
  return { paths: pathsOf(failed), profile: profileNamed(profile) };
}

/** A time in which the paths of a server to a repository carried as much, bytes/µs. */
interface Piece extends Span {
  readonly bytesPerUs: number;
  readonly io: Phase['io'];
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
      const { paths: after, profile } = stateIn(text);
      const before = last === undefined || last.toS !== fromS ? after : stateIn(last.text).paths;
      // The array gives its LUNs to the first controller, and back to it when it is there again.
      const phases = failover({
        before,
        after,
        owner: 0,
        transport,
        linkRate: singleBytesPerUs,
        profile,
      });
      return phases.flatMap(({ fromMs, rate, io }, phase) => {
        const begunS = fromS + fromMs / 1000;
        const endS = Math.min(toS, fromS + (phases[phase + 1]?.fromMs ?? Infinity) / 1000);
        return endS > begunS ? [{ fromS: begunS, toS: endS, bytesPerUs: rate, io }] : [];
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

/** Shares of each row in which requests of a server do not arrive: they wait for a path, or none is waited for any more. */
export interface Cut {
  readonly waiting: Series;
  readonly failing: Series;
}

/** When servers had no path to a repository, by server; those that always had one are left out. */
export function cutsOf(world: World, axis: Axis, sr: Ref<'SR'>): ReadonlyMap<Ref<'host'>, Cut> {
  const cuts = new Map<Ref<'host'>, Cut>();
  for (const { host, pieces } of pathsTo(world, sr)) {
    if (pieces.every(({ io }) => io === 'running')) continue;
    const failing = shareOf(
      axis,
      pieces.filter(({ io }) => io === 'failed'),
    );
    const waiting = shareOf(
      axis,
      pieces.filter(({ io }) => io !== 'failed' && io !== 'running'),
    );
    cuts.set(host, { waiting, failing });
  }
  return cuts;
}
