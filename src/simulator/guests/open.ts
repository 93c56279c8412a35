import type { Ref } from '../../xapi/datamodel/ref';
import type { Pipe, SocketEnd } from '../api/console';
import { thePool, type World } from '../api/world';
import { screenOf } from './guest-screen';
import { guestShell, hostShell } from './host-shell';
import { paint, SCREEN_HEIGHT, SCREEN_WIDTH, WHOLE_SCREEN } from './picture';
import { writePng } from './png';
import { RfbServer } from './rfb';
import { TextConsole } from './text-console';
import { watchConsole } from './viewers';

/**
 * Connects somebody to a console.
 * @param user who it is, for those that a limit keeps out
 */
export function openConsole(world: World, ref: Ref<'console'>, user: string, pipe: Pipe): SocketEnd {
  const { VM: vm, protocol } = world.db.row('console', ref);
  return watchConsole(world, { vm, user, idleSeconds: idleSeconds(world, vm) }, pipe, (io) => {
    if (protocol === 'rfb') return new RfbServer(io, screenOf(world, vm));
    const { is_control_domain } = world.db.row('VM', vm);
    return new TextConsole(io, is_control_domain ? hostShell(world, vm) : guestShell(world, vm));
  });
}

/** Read when the console is opened (xapi: console.ml get_idle_timeout_config). */
function idleSeconds({ db }: World, vm: Ref<'VM'>): number {
  const { is_control_domain, resident_on } = db.row('VM', vm);
  return is_control_domain ? db.row('host', resident_on).console_idle_timeout : thePool(db)[1].vm_console_idle_timeout;
}

/** The screen of a VM at this moment, as PNG. */
export function pictureOf(world: World, vm: Ref<'VM'>): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = paint(screenOf(world, vm).lines(world.engine.nowMs), WHOLE_SCREEN);
  return writePng(pixels, SCREEN_WIDTH, SCREEN_HEIGHT);
}
