import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import type { World } from '../world';
import type { Axis } from './archives';
import type { CacheUse, Traffic } from './storage-boots';
import type { ToldRates } from './told-disks';

/** How guests, transfers and boots share what storage and servers have, row by row. */
export interface Sharing {
  /** What disks do because their guests were told to. */
  readonly told: ReadonlyMap<string, ToldRates>;
  /** How full repositories are, 0 to 1. */
  readonly usage: ReadonlyMap<Ref<'SR'>, Float64Array>;
  readonly dom0Cores: ReadonlyMap<Ref<'host'>, Float64Array>;
  readonly traffic: ReadonlyMap<Ref<'host'>, Traffic>;
  readonly caches: ReadonlyMap<Ref<'host'>, CacheUse>;
  /** Which part of what they want guests get that were told nothing, by repository and server. */
  readonly grants: ReadonlyMap<Ref<'SR'>, ReadonlyMap<Ref<'host'>, Float64Array>>;
}

/** Who looks at a world changes nothing that is measured in it. */
const UNMEASURED: ReadonlySet<ClassName> = new Set<ClassName>(['session', 'task', 'message', 'blob', 'user', 'secret']);
/** A graph asks along one axis and its overview along two others. */
const MOST_AXES = 3;
/** Told disks of a world, beyond which their rates would fill memory. */
const MOST_TOLD = 400;

interface Kept {
  generation: number;
  readonly notes: number;
  readonly annex: Readonly<Record<string, Json>>;
  readonly byAxis: Map<string, Sharing>;
}

const kept = new WeakMap<World, Kept>();

/**
 * Worked out for the first server that is asked along an axis and kept for the others, as long as nothing changes that
 * it is made of: all guests of a pool have a part in it, and clients ask one server after the other.
 */
export function sharingAlong(world: World, axis: Axis, workOut: () => Sharing): Sharing {
  const { byAxis } = current(world);
  const key = `${axis.lastS}/${axis.stepS}/${axis.rows}`;
  const known = byAxis.get(key);
  if (known !== undefined) return known;
  const sharing = workOut();
  if (sharing.told.size > MOST_TOLD) return sharing;
  const [oldest] = byAxis.keys();
  if (byAxis.size === MOST_AXES && oldest !== undefined) byAxis.delete(oldest);
  byAxis.set(key, copyOf(sharing));
  return sharing;
}

function current(world: World): Kept {
  const { db, notes, annex } = world.engine;
  const last = kept.get(world);
  if (last?.notes === notes.version && last.annex === annex) {
    const isAlike = db.changesSince(last.generation)?.every((change) => UNMEASURED.has(change.class)) === true;
    if (isAlike) {
      last.generation = db.generation;
      return last;
    }
  }
  const fresh = { generation: db.generation, notes: notes.version, annex, byAxis: new Map<string, Sharing>() };
  kept.set(world, fresh);
  return fresh;
}

/** In memory of its own: what an answer is made of is handed out again for the next one. */
function copyOf({ told, usage, dom0Cores, traffic, caches, grants }: Sharing): Sharing {
  return {
    told: mapped(told, (rates) => ({
      read: rates.read.slice(),
      write: rates.write.slice(),
      reads: rates.reads.slice(),
      writes: rates.writes.slice(),
      readTimeUs: rates.readTimeUs.slice(),
      writeTimeUs: rates.writeTimeUs.slice(),
    })),
    usage: mapped(usage, (values) => values.slice()),
    dom0Cores: mapped(dom0Cores, (values) => values.slice()),
    traffic: mapped(traffic, ({ read, written }) => ({ read: read.slice(), written: written.slice() })),
    caches: mapped(caches, ({ hits, misses }) => ({ hits: hits.slice(), misses: misses.slice() })),
    grants: mapped(grants, (byHost) => mapped(byHost, (values) => values.slice())),
  };
}

function mapped<Key, Value>(map: ReadonlyMap<Key, Value>, make: (value: Value) => Value): ReadonlyMap<Key, Value> {
  return new Map([...map].map(([key, value]) => [key, make(value)]));
}
