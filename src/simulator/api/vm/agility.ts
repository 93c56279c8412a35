import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { isAttachedTo } from '../sr/connections';
import { isSriovNetwork } from '../vif-check';
import type { World } from '../world';
import type { Refusal } from './operation-check';

function enabledHosts({ db }: World): Ref<'host'>[] {
  return [...db.all('host')].filter(([, host]) => host.enabled).map(([ref]) => ref);
}

/** Shared, and attached on every enabled server (agility.ml is_sr_properly_shared). */
export function isProperlyShared(world: World, sr: Ref<'SR'>, hosts = enabledHosts(world)): boolean {
  return world.db.get('SR', sr)?.shared === true && hosts.every((host) => isAttachedTo(world, sr, host));
}

/** A PIF on every enabled server, none of them a bond's member (agility.ml is_network_properly_shared). */
export function isNetworkShared(world: World, network: Ref<'network'>, hosts = enabledHosts(world)): boolean {
  const { db } = world;
  const connected = new Set<Ref<'host'>>();
  for (const pif of db.get('network', network)?.PIFs ?? []) {
    const row = db.get('PIF', pif);
    if (row !== undefined && isNullRef(row.bond_slave_of)) connected.add(row.host);
  }
  return hosts.every((host) => connected.has(host));
}

/** The first reason why a VM could not run on any server of the pool (agility.ml). */
export function agilityRefusal(world: World, ref: Ref<'VM'>, vm: Records['VM']): Refusal | null {
  const { db } = world;
  if (vm.VGPUs.length > 0) return ['VM_HAS_VGPU', ref];
  if (vm.VUSBs.length > 0) return ['VM_HAS_VUSBS', ref];
  const hosts = enabledHosts(world);
  for (const vbd of vm.VBDs) {
    const row = db.row('VBD', vbd);
    const sr = row.empty ? undefined : db.get('VDI', row.VDI)?.SR;
    if (sr !== undefined && !isProperlyShared(world, sr, hosts)) {
      return ['HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED', sr];
    }
  }
  for (const vif of vm.VIFs) {
    const { network } = db.row('VIF', vif);
    if (!isNetworkShared(world, network, hosts)) return ['HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED', network];
  }
  return vm.VIFs.some((vif) => isSriovNetwork(db, db.row('VIF', vif).network)) ? ['VM_HAS_SRIOV_VIF', ref] : null;
}
