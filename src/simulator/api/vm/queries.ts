import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { largestStaticMaxBytes } from '../../physics/memory';
import { Fault } from '../fault';
import { domainKind, overheadOf } from '../memory';
import { define } from '../registry';
import { need, thePool, type Call, type World } from '../world';
import { agilityRefusal } from './agility';
import { bootRefusal, isHostLive } from './boot-check';
import { assertOperationValid } from './operation-check';
import { assertCanBootHere } from './reservation';

/** vCPUs that maximise_memory assumes when the number may still change (xapi_vm.ml). */
const APPROXIMATE_VCPUS = 64;

function possibleHosts(world: World, ref: Ref<'VM'>): readonly Ref<'host'>[] {
  const { db } = world;
  const vm = need(db, 'VM', ref);
  if (!isNullRef(vm.scheduled_to_be_resident_on)) return [vm.scheduled_to_be_resident_on];
  const hosts: Ref<'host'>[] = [];
  for (const [host, row] of db.all('host')) {
    if (isHostLive(world, row) && bootRefusal(world, ref, vm, host) === null) hosts.push(host);
  }
  return hosts;
}

function maximiseMemory({ db }: Call, ref: Ref<'VM'>, totalBytes: number, approximate: boolean): number {
  const vm = need(db, 'VM', ref);
  const vcpusMax = approximate ? APPROXIMATE_VCPUS : vm.VCPUs_max;
  return largestStaticMaxBytes(
    { kind: domainKind(vm), vcpusMax, shadowMultiplier: vm.HVM_shadow_multiplier },
    totalBytes,
  );
}

define({
  'VM.assert_operation_valid': (call, vm, op) => assertOperationValid(call.db, vm, op),
  'VM.update_allowed_operations': ({ db }, vm) => {
    const row = need(db, 'VM', vm);
    db.transaction(() => {
      db.touch('VM', vm);
      for (const vbd of row.VBDs) db.touch('VBD', vbd);
      for (const vif of row.VIFs) db.touch('VIF', vif);
    });
  },
  'VM.assert_can_boot_here': (call, vm, host) => {
    need(call.db, 'host', host);
    assertCanBootHere(call.world, vm, host);
  },
  'VM.get_possible_hosts': (call, vm) => possibleHosts(call.world, vm),
  'VM.assert_agile': (call, vm) => {
    const refusal = agilityRefusal(call.world, vm, need(call.db, 'VM', vm));
    if (refusal !== null) throw new Fault(...refusal);
  },
  'VM.compute_memory_overhead': ({ db }, vm) => overheadOf(need(db, 'VM', vm)),
  'VM.maximise_memory': maximiseMemory,
  'VM.get_cooperative': ({ db }, vm) => {
    need(db, 'VM', vm);
    return true;
  },
  'VM.get_boot_record': ({ db }, vm) => {
    assertOperationValid(db, vm, 'get_boot_record');
    return need(db, 'VM', vm);
  },
  // Nothing of the simulator advises on workload balancing.
  'VM.retrieve_wlb_recommendations': ({ db }) => {
    const [, pool] = thePool(db);
    throw new Fault(pool.wlb_url === '' ? 'WLB_NOT_INITIALIZED' : 'WLB_DISABLED');
  },
});
