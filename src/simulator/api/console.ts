import { isNullRef, NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Fault } from './fault';
import { defineComputed } from './project';
import { need, originOf, type World } from './world';

/** The client's side of a socket, whatever carries it: a WebSocket, a tunnel by CONNECT, a port of the page. */
export interface Pipe {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** What the pool does with a socket. */
export interface SocketEnd {
  receive(bytes: Uint8Array): void;
  /** The client has gone. */
  closed(): void;
}

/** Shows the screen of a running VM; its address is the server's, so it changes when the VM moves. */
export function showConsole({ db, engine }: World, vm: Ref<'VM'>, host: Ref<'host'>): void {
  const uuid = engine.newUuid('console');
  const address = isNullRef(host) ? '' : (db.get('host', host)?.address ?? '');
  db.insert('console', engine.newRef('console'), {
    uuid,
    VM: vm,
    protocol: 'rfb',
    location: `https://${address}/console?uuid=${uuid}`,
    port: -1,
  });
}

export function removeConsoles({ db }: World, vm: Records['VM']): void {
  for (const console of vm.consoles) db.remove('console', console);
}

// A console is where its server is; behind a door that has ports of its own, that is another place than its address.
defineComputed('console', 'location', (world, _ref, { location, VM }) => {
  if (world.surroundings.originOf === null) return undefined;
  const { resident_on = NULL_REF } = world.db.get('VM', VM) ?? {};
  return isNullRef(resident_on) ? undefined : location.replace(/^https?:\/\/[^/]*/, originOf(world, resident_on));
});

/**
 * The console that a request names by `uuid` or else by `ref`, of itself or of its VM; of a VM it is the first screen
 * (xapi: console.ml console_of_request).
 */
export function consoleAsked({ db }: World, query: URLSearchParams): Ref<'console'> {
  const uuid = query.get('uuid');
  const ref = uuid === null ? (query.get('ref') ?? '') : (db.byUuid('VM', uuid) ?? db.byUuid('console', uuid));
  if (ref === undefined) throw new Fault('UUID_INVALID', 'console', uuid ?? '');
  const vm = db.get('VM', ref);
  if (vm === undefined) {
    need(db, 'console', ref);
    return ref;
  }
  const screen = vm.consoles.find((each) => db.row('console', each).protocol === 'rfb');
  if (screen !== undefined) return screen;
  if (vm.power_state === 'Running') throw new Fault('HANDLE_INVALID', 'console', ref);
  throw new Fault('VM_BAD_POWER_STATE', ref, 'running', vm.power_state.toLowerCase());
}
