import type { Ref } from '../../xapi/datamodel/ref';
import { requirePermission } from '../api/access/rbac';
import { consoleAsked } from '../api/console';
import { Fault } from '../api/fault';
import { thePool, type World } from '../api/world';
import { openConsole, pictureOf } from '../guests/open';
import { isShown, usersAt } from '../guests/viewers';
import { defineHandler, redirect } from './handlers';
import { errorPage, type HttpRequest, type HttpResponse } from './plain';
import { defineSocket, type SocketCall, type SocketHandler } from './sockets';

interface Asked {
  readonly world: World;
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  readonly session: Ref<'session'> | null;
  readonly host: Ref<'host'>;
}

interface Found {
  readonly ref: Ref<'console'>;
  readonly vm: Ref<'VM'>;
}

/**
 * The console that is asked for, when the session may see it and the asked server has it. A response sends the client
 * to the server that does; xapi, which listens on one address for each server, only fails (console.ml handler).
 */
function findConsole(call: Asked, hostConsole: string): Found | HttpResponse {
  const { world, query, session } = call;
  const ref = consoleAsked(world, query);
  const { VM: vm } = world.db.row('console', ref);
  const { is_control_domain, power_state, resident_on } = world.db.row('VM', vm);
  if (is_control_domain) requirePermission(world, session, `http/${hostConsole}`);
  if (!isShown(power_state)) throw new Fault('VM_BAD_POWER_STATE', vm, 'running', power_state.toLowerCase());
  return redirect(call, resident_on) ?? { ref, vm };
}

function open(call: SocketCall, hostConsole: string, isRefused: (vm: Ref<'VM'>) => boolean): ReturnType<SocketHandler> {
  const { world, session } = call;
  const found = findConsole(call, hostConsole);
  if ('status' in found) return found;
  const { ref, vm } = found;
  // xapi: console.ml address_of_console.
  if (world.db.row('console', ref).protocol === 'rdp')
    return errorPage(501, 'Not Implemented', 'RDP is not tunnelled.');
  if (thePool(world.db)[1].limit_console_sessions && isRefused(vm)) return limitExceeded(usersAt(world, vm));
  const user = world.db.get('session', session)?.auth_user_name ?? '';
  return (pipe) => openConsole(world, ref, user, pipe);
}

function limitExceeded(users: readonly string[]): HttpResponse {
  if (users.length === 0)
    return errorPage(503, 'Service Unavailable', 'Consoles that are limited open by CONNECT only.');
  const who = users.length === 1 ? `User '${users[0] ?? ''}' is` : `Users '${users.join(', ')}' are`;
  const text =
    `${who} currently connected to this console. No new connections are allowed. ` +
    'Please check the limit_console_sessions config and try again later.';
  return errorPage(503, 'Connection Limit Exceeded', text);
}

defineSocket('connect_console', (call) =>
  open(call, 'connect_console/host_console', (vm) => usersAt(call.world, vm).length > 0),
);

// xapi hands a WebSocket over and cannot count it, so that the limit admits none (console.ml go_if_no_limit).
defineSocket('connect_console_ws', (call) => open(call, 'connect_console_ws/host_console_ws', () => true));

// xapi answers JPEG, made by a tool that reads the screen; readers of pictures go by what is in them.
defineHandler('get_vncsnapshot', async (call) => {
  const found = findConsole(call, 'get_vncsnapshot/host_console');
  if ('status' in found) return found;
  return { status: 200, headers: { 'content-type': 'image/png' }, body: await pictureOf(call.world, found.vm) };
});
