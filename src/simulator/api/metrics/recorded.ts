import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import type { World } from '../world';

/** Since when data sources are recorded, seconds since 1970, by name. */
export type Since = Readonly<Record<string, number>>;

/**
 * Key of the annex: by object, the data sources that somebody asked to record, and the standard ones whose history
 * somebody has thrown away; their readings before that moment are unknown.
 */
const RECORDED = 'recorded';

type All = Readonly<Record<Ref, Since>>;

const NONE: Since = {};

function all({ engine }: World): All {
  return (engine.annex[RECORDED] ?? {}) as All;
}

export function recordedSince(world: World, ref: Ref): Since {
  return all(world)[ref] ?? NONE;
}

/** @param sinceS null when it is not recorded any more */
export function setRecorded(world: World, ref: Ref, name: string, sinceS: number | null): void {
  const { engine, db } = world;
  const { [name]: _old, ...others } = recordedSince(world, ref);
  const since: Since = sinceS === null ? others : { ...others, [name]: sinceS };
  // Objects that have gone take their settings with them.
  const entries = Object.entries(all(world)).filter(
    ([each]) => each !== ref && (db.has('VM', each as Ref) || db.has('host', each as Ref) || db.has('SR', each as Ref)),
  );
  if (Object.keys(since).length > 0) entries.push([ref, since]);
  engine.annex = { ...engine.annex, [RECORDED]: Object.fromEntries(entries) as Json };
}
