import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { sriovPort } from '../pif/topology';
import type { World } from '../world';
import { sriovCard, type SriovCard } from './sriov-cards';

type Pif = Records['PIF'];
type Pci = Records['PCI'];

/** Bus addresses below this belong to physical functions. */
const FIRST_FUNCTION = 16;

/** `0000:18:00.1` and its third virtual function: device and function numbers go on behind the card's own. */
function addressOf(port: string, functions: number, number: number): string {
  const [domain = '', bus = '', rest = ''] = port.split(':');
  const ownFunction = Number(rest.split('.')[1] ?? 0);
  const at = FIRST_FUNCTION + ownFunction * functions + number;
  return `${domain}:${bus}:${(at >> 3).toString(16).padStart(2, '0')}.${at & 7}`;
}

function makeFunctions({ db, engine }: World, ref: Ref<'PCI'>, port: Pci, card: SriovCard): void {
  for (let number = 0; number < card.functions; number++) {
    db.insert('PCI', engine.newRef('PCI'), {
      uuid: engine.newUuid('PCI'),
      class_id: port.class_id,
      class_name: port.class_name,
      vendor_id: port.vendor_id,
      vendor_name: port.vendor_name,
      device_id: card.deviceId,
      device_name: card.deviceName,
      host: port.host,
      pci_id: addressOf(port.pci_id, card.functions, number),
      functions: 1,
      physical_function: ref,
      driver_name: card.driver,
    });
  }
  db.update('PCI', ref, { functions: card.functions + 1 });
}

function portOf({ db }: World, logical: Pif): { readonly sriov: Ref<'network_sriov'>; readonly pci: Ref<'PCI'> } {
  const sriov = logical.sriov_logical_PIF_of[0] ?? '';
  return { sriov, pci: db.row('PIF', db.row('network_sriov', sriov).physical_PIF).PCI };
}

/**
 * Makes the functions of a port. With some drivers that takes a reboot, and the interface stays down until then
 * (xapi: xapi_network_sriov_helpers.ml sriov_bring_up).
 * @param isBoot the server is starting: what waited for that happens now
 */
export function enableSriov(world: World, ref: Ref<'PIF'>, logical: Pif, isBoot = false): void {
  const { db } = world;
  if (logical.currently_attached) return;
  const { sriov, pci } = portOf(world, logical);
  const port = db.get('PCI', pci);
  const card = port === undefined ? undefined : sriovCard(port.vendor_id, port.device_id);
  if (port === undefined || card === undefined) {
    throw new Fault('NETWORK_SRIOV_ENABLE_FAILED', ref, 'The device does not report how many functions it has');
  }
  const isReady = card.mode === 'sysfs' || isBoot || port.virtual_functions.length > 0;
  if (isReady && port.virtual_functions.length === 0) makeFunctions(world, pci, port, card);
  db.update('network_sriov', sriov, { configuration_mode: card.mode, requires_reboot: !isReady });
  db.update('PIF', ref, { currently_attached: isReady });
}

/** Takes the functions of a port away; VIFs that use them have been looked for. */
export function disableSriov(world: World, logical: Pif): void {
  const { db } = world;
  const { sriov, pci } = portOf(world, logical);
  const port = db.get('PCI', pci);
  if (port !== undefined) {
    for (const each of port.virtual_functions) db.remove('PCI', each);
    db.update('PCI', pci, { functions: 1 });
  }
  db.update('network_sriov', sriov, { requires_reboot: false });
}

/** Functions of a port that no VM has or is about to get (xapi: xapi_pci.ml get_idle_vf_nums). */
export function idleFunctions({ db }: World, port: Ref<'PIF'>): readonly Ref<'PCI'>[] {
  const functions = db.get('PCI', db.row('PIF', port).PCI)?.virtual_functions ?? [];
  return functions.filter((ref) => {
    const { attached_VMs, scheduled_to_be_attached_to } = db.row('PCI', ref);
    return attached_VMs.length === 0 && isNullRef(scheduled_to_be_attached_to);
  });
}

/** To be called when a server has started: SR-IOV comes up, and what waited for a start too. */
export function bootSriov(world: World, host: Ref<'host'>): void {
  const { db } = world;
  for (const ref of db.row('host', host).PIFs) {
    const pif = db.row('PIF', ref);
    if (pif.sriov_logical_PIF_of.length === 0) continue;
    const { pci } = portOf(world, pif);
    const { vendor_id, device_id } = db.get('PCI', pci) ?? {};
    if (sriovCard(vendor_id ?? '', device_id ?? '') !== undefined) enableSriov(world, ref, pif, true);
  }
}

/** The port of a server on an SR-IOV network; undefined when the network is of another kind there. */
function portOn({ db }: World, network: Ref<'network'>, host: Ref<'host'>): Ref<'PIF'> | undefined {
  for (const ref of db.get('network', network)?.PIFs ?? []) {
    const pif = db.row('PIF', ref);
    if (pif.host === host) return sriovPort(db, pif);
  }
  return undefined;
}

/** The network on which a server has no function left for a VM's interfaces, if there is one. */
export function networkWithoutRoom(world: World, vm: Records['VM'], host: Ref<'host'>): Ref<'network'> | undefined {
  if (world.db.count('network_sriov') === 0) return undefined;
  const wanted = new Map<Ref<'PIF'>, number>();
  for (const ref of vm.VIFs) {
    const { network, reserved_pci } = world.db.row('VIF', ref);
    const port = isNullRef(reserved_pci) ? portOn(world, network, host) : undefined;
    if (port === undefined) continue;
    const count = (wanted.get(port) ?? 0) + 1;
    wanted.set(port, count);
    if (idleFunctions(world, port).length < count) return network;
  }
  return undefined;
}

/** Gives each interface of a VM on an SR-IOV network a function of its server. */
export function attachFunctions(world: World, vm: Ref<'VM'>, host: Ref<'host'>): void {
  const { db } = world;
  if (db.count('network_sriov') === 0) return;
  for (const vif of db.row('VM', vm).VIFs) {
    const { network, reserved_pci } = db.row('VIF', vif);
    const port = isNullRef(reserved_pci) ? portOn(world, network, host) : undefined;
    const [pci] = port === undefined ? [] : idleFunctions(world, port);
    if (pci === undefined) continue;
    db.update('VIF', vif, { reserved_pci: pci });
    db.update('PCI', pci, { attached_VMs: [vm] });
  }
}

/** The functions of a VM that has no domain any more. */
export function detachFunctions({ db }: World, vm: Records['VM']): void {
  if (vm.attached_PCIs.length === 0) return;
  for (const vif of vm.VIFs) {
    const pci = db.row('VIF', vif).reserved_pci;
    if (isNullRef(pci)) continue;
    db.update('VIF', vif, { reserved_pci: NULL_REF });
    if (db.has('PCI', pci)) db.update('PCI', pci, { attached_VMs: [] });
  }
}
