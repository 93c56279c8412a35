import type { Ref } from '../../../xapi/datamodel/ref';
import { annexPart, setAnnexPart } from '../annex';
import { postMessage } from '../message';
import { defineStep } from '../operations';
import { thePool, toXapiDate, type World } from '../world';

/** The daemon that tells of lost paths and of such as came back. Source: xapi, mpathalert.ml. */
const INTERVAL_MS = 120_000;
const SEND = 'path-alerts';
/** Part of the annex: what was broken when the last alert was sent. */
const BROKEN = 'broken-paths';

interface Count {
  readonly line: string;
  /** Which LUN of which connection. */
  readonly key: string;
  readonly isBroken: boolean;
}

interface Batch {
  readonly counts: readonly Count[];
}

function countsOf({ db, engine }: World, ref: Ref<'PBD'>): readonly Count[] {
  const pbd = db.row('PBD', ref);
  const host = db.get('host', pbd.host);
  return Object.entries(pbd.other_config).flatMap(([key, value]) => {
    const match = /^\[(\d+), (\d+)\]$/.exec(value);
    if (!key.startsWith('mpath-') || match === null) return [];
    const [, current = '', max = ''] = match;
    const id = key.slice('mpath-'.length);
    const line =
      `[${toXapiDate(engine.nowMs)}] host=${host?.uuid ?? ''}; host-name="${host?.name_label ?? ''}"; ` +
      `pbd=${pbd.uuid}; scsi_id=${id}; current=${current}; max=${max}`;
    return [{ line, key: `${pbd.uuid} ${id}`, isBroken: current !== max }];
  });
}

/** Takes note of a count that has changed; what happened until the daemon wakes up goes into one alert. */
export function noteCount(world: World, pbd: Ref<'PBD'>): void {
  const { engine } = world;
  const planned = engine.plannedAs(SEND);
  const before = planned === undefined ? [] : (planned.args as unknown as Batch).counts;
  if (planned !== undefined) engine.cancel(planned.sequence);
  const dueMs = planned?.dueMs ?? (Math.floor(engine.nowMs / INTERVAL_MS) + 1) * INTERVAL_MS;
  const batch: Batch = { counts: [...before, ...countsOf(world, pbd)] };
  engine.schedule(dueMs - engine.nowMs, SEND, batch as never, false, SEND);
}

defineStep<Batch>(SEND, (world, { counts }) => {
  const broken = new Set(Object.keys(annexPart<true>(world, BROKEN)));
  const told = counts.filter(({ key, isBroken }) => {
    const isTold = isBroken || broken.has(key);
    if (isBroken) broken.add(key);
    else broken.delete(key);
    return isTold;
  });
  if (told.length === 0) return;
  const unhealthy = world.db.refs('PBD').flatMap((ref) => countsOf(world, ref).filter(({ isBroken }) => isBroken));
  const text = (lines: readonly Count[]): string => lines.map(({ line }) => `${line}\n`).join('');
  const body =
    (unhealthy.length > 0 ? `Unhealthy paths:\n${text(unhealthy)}` : '') +
    `Events received during the last ${INTERVAL_MS / 1000} seconds:\n${text(told)}`;
  const [, pool] = thePool(world.db);
  postMessage(world, { name: 'MULTIPATH_PERIODIC_ALERT', cls: 'Pool', obj_uuid: pool.uuid, body });
  setAnnexPart<true>(world, BROKEN, Object.fromEntries(unhealthy.map(({ key }) => [key, true])));
});
