import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import type { World } from '../world';

/**
 * How the toolstack of a server answers. It says nothing about the server's power towards its pool, which is
 * `host_metrics.live`: a member may be in emergency mode while its VMs run.
 */
export type HostMode =
  /** Answers every call. */
  | 'up'
  /** The server or its toolstack is starting. */
  | 'booting'
  /** A member that does not reach its coordinator. */
  | 'emergency'
  /** No toolstack runs: the server is switched off, or its agent has been shut down. */
  | 'off';

type Modes = Readonly<Record<Ref<'host'>, Exclude<HostMode, 'up'>>>;

/** Key of the annex; absent as long as every server answers. */
const MODES = 'host/mode';

function modes({ engine }: World): Modes {
  return (engine.annex[MODES] ?? {}) as Modes;
}

export function hostMode(world: World, host: Ref<'host'>): HostMode {
  return modes(world)[host] ?? 'up';
}

export function setHostMode(world: World, host: Ref<'host'>, mode: HostMode): void {
  const { engine } = world;
  if (hostMode(world, host) === mode) return;
  const { [host]: _before, ...others } = modes(world);
  const next: Modes = mode === 'up' ? others : { ...others, [host]: mode };
  const { [MODES]: _old, ...annex } = engine.annex;
  engine.annex = Object.keys(next).length === 0 ? annex : { ...annex, [MODES]: next };
}

/**
 * How a server refuses every call that is no emergency call, or null when it answers; a server that is off refuses the
 * connection itself, and where there is none to refuse it says what a starting one says (xapi: xapi_globs.ml
 * emergency_mode_error).
 */
export function modeRefusal(world: World, host: Ref<'host'>): Fault | null {
  const mode = hostMode(world, host);
  if (mode === 'up') return null;
  return new Fault(mode === 'emergency' ? 'HOST_IN_EMERGENCY_MODE' : 'HOST_STILL_BOOTING');
}
