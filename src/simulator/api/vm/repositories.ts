import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { isAttachedTo } from '../sr/connections';
import type { World } from '../world';
import { isHostLive, requiredRepositories } from './boot-check';

/**
 * Work on a VM's disks needs a live server that has all their repositories attached; NO_HOSTS_AVAILABLE when there is
 * none (message_forwarding.ml forward_to_access_srs).
 */
export function assertSomeHostSees(world: World, vm: Records['VM'], others: readonly Ref<'SR'>[] = []): void {
  const needed = [...requiredRepositories(world, vm), ...others];
  for (const [host, row] of world.db.all('host')) {
    if (isHostLive(world, row) && needed.every((sr) => isAttachedTo(world, sr, host))) return;
  }
  throw new Fault('NO_HOSTS_AVAILABLE');
}
