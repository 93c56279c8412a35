import { isNullRef, NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { defineComputed } from './project';
import { originOf, type World } from './world';

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
defineComputed('console', (world, _ref, { location, VM }) => {
  if (world.surroundings.originOf === null) return {};
  const { resident_on = NULL_REF } = world.db.get('VM', VM) ?? {};
  return isNullRef(resident_on)
    ? {}
    : { location: location.replace(/^https?:\/\/[^/]*/, originOf(world, resident_on)) };
});
