import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { callAsTask, callInside } from '../dispatch';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { continueAs, defineOperation, endOf, startOperation, type Later } from '../operations';
import { insertPbd, unplug } from '../pbd/plug';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { isPending } from '../tasks';
import { coordinator, need, type Call, type World } from '../world';

type Config = Readonly<Record<string, string>>;

/** Calls that are made one after the other, each in a task of its own. */
interface Chain {
  readonly drTask: Ref<'DR_task'>;
  readonly calls: readonly (readonly [message: string, ...args: Json[]])[];
  readonly current: Ref<'task'> | null;
}

const LOOK_MS = 1000;

/** Makes the calls of a chain; null when all have been made, otherwise how it goes on, and when. */
function advance(world: World, chain: Chain): { readonly chain: Chain; readonly waitMs: number } | null {
  const { db, engine } = world;
  let { current } = chain;
  let { calls } = chain;
  for (;;) {
    if (current !== null && isPending(world, current)) {
      const waitMs = (endOf(world, current) ?? engine.nowMs + LOOK_MS) - engine.nowMs;
      return { chain: { ...chain, calls, current }, waitMs };
    }
    const ended = current === null ? undefined : db.get('task', current);
    if (ended !== undefined && current !== null) {
      db.remove('task', current);
      const [code = 'INTERNAL_ERROR', ...params] = ended.error_info;
      if (ended.status !== 'success') throw new Fault(code, ...params);
    }
    const [next, ...others] = calls;
    if (next === undefined) return null;
    const [message, ...args] = next;
    current = callAsTask(world, message, args);
    calls = others;
  }
}

/** The connections of a repository that are up, the coordinator's last (xapi_sr.ml get_pbds). */
function attachedTo({ db }: World, sr: Ref<'SR'>): readonly Ref<'PBD'>[] {
  const master = coordinator(db);
  const up = need(db, 'SR', sr).PBDs.filter((pbd) => db.row('PBD', pbd).currently_attached);
  const isLast = (pbd: Ref<'PBD'>): boolean => db.row('PBD', pbd).host === master;
  return [...up.filter((pbd) => !isLast(pbd)), ...up.filter(isLast)];
}

/** Takes away what a recovery has brought in and could not attach (try_create_sr_from_record). */
function dropIntroduced(world: World, { drTask }: Chain): void {
  const { db } = world;
  for (const sr of db.get('DR_task', drTask)?.introduced_SRs ?? []) {
    for (const pbd of attachedTo(world, sr)) unplug(world, pbd);
    callAsTask(world, 'SR.forget', [sr]);
  }
  db.remove('DR_task', drTask);
}

defineOperation<Chain>('DR_task.create', {
  result: 'DR_task ref',
  finish: (world, chain) => {
    const rest = advance(world, chain);
    return rest === null ? chain.drTask : continueAs<Chain>('DR_task.create', rest.waitMs, rest.chain);
  },
  undo: dropIntroduced,
});

defineOperation<Chain>('DR_task.destroy', {
  finish: (world, chain) => {
    const rest = advance(world, chain);
    if (rest !== null) return continueAs<Chain>('DR_task.destroy', rest.waitMs, rest.chain);
    world.db.remove('DR_task', chain.drTask);
    return undefined;
  },
});

interface Found {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
}

function textOf(xml: string, tag: string): string {
  const text = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]?.trim() ?? '';
  const entities: Config = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return text.replaceAll(/&(lt|gt|amp|quot);/g, (_, entity: string) => entities[entity] ?? '');
}

/** The repositories of an answer of SR.probe (xapi_dr_task.ml parse_sr_probe). */
function parseProbe(xml: string): Found[] {
  return [...xml.matchAll(/<SR>([\s\S]*?)<\/SR>/g)].map(([, entry = '']) => ({
    uuid: textOf(entry, 'UUID'),
    name: textOf(entry, 'name_label'),
    description: textOf(entry, 'name_description'),
  }));
}

/** Introduces the wanted repositories that a probe finds, and attaches them to every server (xapi_dr_task.ml create). */
function create(call: Call, type: string, config: Config, whitelist: readonly string[]): Later {
  const { db, engine, world } = call;
  assertFeature(db, 'DR');
  if (!hasFeature(world, type, 'SR_METADATA')) {
    throw new Fault('OPERATION_NOT_ALLOWED', `Disaster recovery not supported on SRs of type ${type}`);
  }
  const probe = callInside(world, 'SR.probe', [coordinator(db), config, type, { metadata: 'true' }]);
  const found = parseProbe(String(probe));
  return db.transaction((): Later => {
    const drTask = engine.newRef('DR_task');
    db.insert('DR_task', drTask, { uuid: engine.newUuid('DR_task') });
    const calls: Chain['calls'][number][] = [];
    for (const { uuid, name, description } of found) {
      if (!whitelist.includes(uuid) || db.byUuid('SR', uuid) !== undefined) continue;
      const sr = String(callInside(world, 'SR.introduce', [uuid, name, description, type, '', true, {}]));
      db.update('SR', sr, { introduced_by: drTask });
      for (const host of db.refs('host'))
        calls.push(['PBD.plug', insertPbd(world, { host, SR: sr, device_config: config })]);
    }
    return startOperation<Chain>(call, 'DR_task.create', {
      durationMs: 0,
      args: { drTask, calls, current: null },
      holds: [],
    });
  });
}

/** Gives back what a recovery has brought in and no VM needs (xapi_dr_task.ml destroy). */
function destroy(call: Call, drTask: Ref<'DR_task'>): Later {
  const { db, world } = call;
  const { introduced_SRs } = need(db, 'DR_task', drTask);
  const calls = introduced_SRs.flatMap((sr): Chain['calls'][number][] => [
    ...attachedTo(world, sr).map((pbd) => ['PBD.unplug', pbd] as const),
    ['SR.forget', sr],
  ]);
  const args: Chain = { drTask, calls, current: null };
  return startOperation<Chain>(call, 'DR_task.destroy', { durationMs: 0, args, holds: [] });
}

define({ 'DR_task.create': create, 'DR_task.destroy': destroy });
