import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import { readHostVariable, readVariables, type Variable } from './config';
import { fixedValue, rowOf, type Watched } from './readings';

const TABLES = [
  ['VM', 'VM'],
  ['host', 'Host'],
  ['SR', 'SR'],
] as const;

/** Objects that may have alarms, in a world as it is: found once, then kept up by its changes. */
const lists = new WeakMap<World, Map<Ref, Watched>>();

export function watchList(world: World): Map<Ref, Watched> {
  let list = lists.get(world);
  if (list === undefined) {
    lists.set(world, (list = new Map()));
    for (const [table, cls] of TABLES) {
      for (const [ref, { other_config }] of world.db.all(table)) {
        if (mayFire(cls, other_config['perfmon'])) list.set(ref, { cls, ref } as Watched);
      }
    }
  }
  return list;
}

/** Keeps the list of a world up, and says when an object has come to it. Once for each world. */
export function followConfigurations(world: World, hasCome: () => void): void {
  for (const [table, cls] of TABLES) {
    world.db.observe(table, {
      fields: ['other_config'],
      replace: (ref, before, after) => {
        if (after === undefined || before?.other_config === after.other_config) return;
        if (!mayFire(cls, after.other_config['perfmon'])) return;
        watchList(world).set(ref, { cls, ref } as Watched);
        hasCome();
      },
      reset: () => lists.delete(world),
    });
  }
}

/** Whether any alarm of a configuration could ever be raised: what every control domain is born with could not. */
function mayFire(cls: Watched['cls'], xml: string | undefined): boolean {
  if (xml === undefined) return false;
  const fires = (variable: Variable): boolean => {
    const fixed = fixedValue(variable);
    return fixed === undefined || isBad(variable, fixed);
  };
  return readVariables(cls, xml).some(fires) || (cls === 'SR' && readHostVariable('', xml) !== null);
}

export function isBad({ isHigh, level }: Variable, value: number): boolean {
  return isHigh ? value > level : value < level;
}

/** A condition, and the object that it is about. */
export interface Watch {
  readonly on: Watched;
  readonly variable: Variable;
}

/** What is asked about an object, and for a repository about its servers; null when nothing is any more. */
export function watchesOf(world: World, watched: Watched): readonly Watch[] | null {
  const row = rowOf(world, watched);
  const xml = row?.other_config['perfmon'];
  if (row === undefined || xml === undefined || !mayFire(watched.cls, xml)) return null;
  const own = readVariables(watched.cls, xml).map((variable) => ({ on: watched, variable }));
  const perHost = watched.cls === 'SR' ? readHostVariable(row.uuid, xml) : null;
  if (watched.cls !== 'SR' || perHost === null) return own;
  const { db } = world;
  const hosts = db.row('SR', watched.ref).PBDs.map((pbd) => db.row('PBD', pbd).host);
  return [...own, ...hosts.flatMap((host) => hostWatch(world, host, perHost))];
}

/** A server's own configuration of the same variable comes first (get_active_variables). */
function hostWatch({ db }: World, ref: Ref<'host'>, variable: Variable): readonly Watch[] {
  const own = readVariables('Host', db.row('host', ref).other_config['perfmon'] ?? '');
  return own.some(({ name }) => name === variable.name) ? [] : [{ on: { cls: 'Host', ref }, variable }];
}
