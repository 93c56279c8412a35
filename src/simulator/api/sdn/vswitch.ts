import { Fault } from '../fault';
import { coordinator, type World } from '../world';

/** What steers flows needs Open vSwitch below (xapi: helpers.ml assert_using_vswitch). */
export function assertVswitch(world: World): void {
  if (!usesVswitch(world)) throw new Fault('OPENVSWITCH_NOT_ACTIVE');
}

export function usesVswitch({ db }: World): boolean {
  return db.row('host', coordinator(db)).software_version['network_backend'] === 'openvswitch';
}

/** A controller decides alone which addresses an interface may use (helpers.ml assert_vswitch_controller_not_active). */
export function assertNoController(world: World): void {
  if (usesVswitch(world) && world.db.count('SDN_controller') > 0) {
    throw new Fault('OPERATION_NOT_ALLOWED', 'A vswitch controller is active');
  }
}
