import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { checkSession } from '../sessions';
import { need, type World } from '../world';
import {
  assertMapped,
  assertMovable,
  assertNotOlder,
  assertSupports,
  moving,
  OF_SOURCE,
  OF_TARGET,
  readDestination,
  type Destination,
  type MotionMaps,
  type Token,
} from './motion';
import { assertCanLeave } from './pool-motion-check';
import { assertCanBootHere } from './reservation';
import { isTrue } from './vm-facts';

/**
 * Refuses a migration with storage in xapi's order (xapi_vm_migrate.ml assert_can_migrate), to a server of this pool or
 * of another one.
 */
export function assertCanMigrate(world: World, ref: Ref<'VM'>, dest: Token, maps: MotionMaps): Destination {
  const { db } = world;
  const vm = need(db, 'VM', ref);
  assertFeature(world.db, 'Storage_motion');
  const to = readDestination(dest);
  assertMapped(world, vm, maps.vdi_map);
  if (!db.has('host', to.host)) {
    assertCanLeave(world, ref, to, maps);
    return to;
  }
  assertNotOlder(world, vm, db.row('host', to.host));
  checkSession(world, to.session);
  const disks = moving(world, maps.vdi_map);
  for (const [vdi, sr] of disks) {
    assertSupports(world, db.row('VDI', vdi).SR, OF_SOURCE);
    assertSupports(world, sr, OF_TARGET);
  }
  const scope = { capacity: true, cpu: !isTrue(maps.options['force']), storage: false };
  assertCanBootHere(world, ref, to.host, scope);
  if (Object.keys(maps.vif_map).length > 0) {
    const why = 'VIF mapping is not allowed for intra-pool migration -all VIFs must be on the same network';
    throw new Fault('OPERATION_NOT_ALLOWED', why);
  }
  assertMovable(
    world,
    disks.map(([vdi]) => vdi),
  );
  return to;
}
