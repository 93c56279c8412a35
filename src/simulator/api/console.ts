import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { World } from './world';

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
