import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';

/** Keys that the toolstack itself reads (xapi: constants.ml). */
export const AUTO_ENABLE = 'host_auto_enable';
export const DISABLED_UNTIL_REBOOT = 'host_disabled_until_reboot';
export const SCHED_GRAN = 'sched-gran';

type Local = Readonly<Record<string, string>>;
type All = Readonly<Record<Ref<'host'>, Local>>;

const LOCAL = 'host/local';
const NOTHING: Local = {};

/** What a server keeps for itself, beside the database of the pool: it survives its restarts (xapi: localdb.ml). */
export function localDb({ engine }: World, host: Ref<'host'>): Local {
  return ((engine.annex[LOCAL] ?? NOTHING) as All)[host] ?? NOTHING;
}

export function putLocal(world: World, host: Ref<'host'>, key: string, value: string): void {
  const { engine } = world;
  const all = (engine.annex[LOCAL] ?? NOTHING) as All;
  engine.annex = { ...engine.annex, [LOCAL]: { ...all, [host]: { ...localDb(world, host), [key]: value } } };
}

/** A server that leaves the pool takes its own notes along. */
export function forgetLocal({ engine }: World, host: Ref<'host'>): void {
  const { [host]: _gone, ...rest } = (engine.annex[LOCAL] ?? NOTHING) as All;
  const { [LOCAL]: _old, ...annex } = engine.annex;
  engine.annex = Object.keys(rest).length === 0 ? annex : { ...annex, [LOCAL]: rest };
}
