import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hashText } from '../../engine/hash';
import { guestBootMs } from '../../physics/lifecycle';
import { defineStep } from '../operations';
import { toXapiDate, type World } from '../world';
import { beginBoot, bootDisk, NEXT_BOOT, takeBooted } from './boot-clock';
import { guestSystem } from './guest-kind';

type Vm = Records['VM'];

interface Boot {
  readonly vm: Ref<'VM'>;
  /** Of the domain that boots: another one since then is another boot. */
  readonly domid: number;
}

const BOOTED = 'VM.booted';

/**
 * Plans the moment at which the guest of a domain that just began reports.
 * @param goesOn the guest has moved here while it booted
 */
export function planBoot(world: World, ref: Ref<'VM'>, goesOn = false): void {
  const { db, engine } = world;
  const vm = db.row('VM', ref);
  const { kind } = guestSystem(vm);
  const disk = bootDisk(world, vm);
  if (disk !== undefined) {
    beginBoot(world, ref, disk, kind, goesOn);
    return;
  }
  const boot: Boot = { vm: ref, domid: vm.domid };
  engine.schedule(guestBootMs(kind), BOOTED, { ...boot }, true);
}

/** A machine without a disk has no system that could report. */
function hasSystem({ db }: World, vm: Vm): boolean {
  return vm.VBDs.some((vbd) => db.get('VBD', vbd)?.type === 'Disk');
}

/** An address in a private network of its own for each network, told by the MAC address. */
function ipv4(network: string, mac: string): string {
  const [subnet] = hashText(network);
  const [host] = hashText(mac);
  return `10.${subnet & 255}.${(host >>> 8) & 255}.${1 + ((host & 255) % 254)}`;
}

/** The link-local address of an interface: its MAC address as EUI-64 (RFC 4291, appendix A). */
function ipv6(mac: string): string {
  const group = (high: number, low: number): string => ((high << 8) | low).toString(16);
  const [a, b, c, d, e, f] = [
    byteOf(mac, 0),
    byteOf(mac, 1),
    byteOf(mac, 2),
    byteOf(mac, 3),
    byteOf(mac, 4),
    byteOf(mac, 5),
  ];
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}

/** Read digit by digit: every guest that boots has such an address. */
function byteOf(mac: string, index: number): number {
  return 16 * digitOf(mac.charCodeAt(3 * index)) + digitOf(mac.charCodeAt(3 * index + 1));
}

function digitOf(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

/** `networks` of a guest: `0/ip` for old clients, `0/ipv4/0` and `0/ipv6/0` for new ones (xapi_guest_agent.ml). */
function networks({ db }: World, vm: Vm): Record<string, string> {
  const addresses: Record<string, string> = {};
  for (const vif of vm.VIFs) {
    const row = db.row('VIF', vif);
    if (!row.currently_attached) continue;
    const address = row.ipv4_addresses[0]?.split('/')[0] ?? ipv4(row.network, row.MAC);
    addresses[`${row.device}/ip`] = address;
    addresses[`${row.device}/ipv4/0`] = address;
    addresses[`${row.device}/ipv6/0`] = row.ipv6_addresses[0]?.split('/')[0] ?? ipv6(row.MAC);
  }
  return addresses;
}

const FEATURES: Readonly<Record<string, string>> = Object.freeze({
  'feature-balloon': '1',
  'feature-poweroff': '1',
  'feature-reboot': '1',
  'feature-shutdown': '1',
  'feature-static-ip-setting': '1',
  'feature-suspend': '1',
  'feature-vcpu-hotplug': '1',
  'platform-feature-multiprocessor-suspend': '1',
});

const TOOLS: Readonly<Record<string, string>> = Object.freeze({ major: '9', minor: '4', micro: '0', build: '146' });

/** The guest reports: what its tools write into xenstore, as xapi shows it. */
function showGuest(world: World, ref: Ref<'VM'>): void {
  const { db, engine } = world;
  const vm = db.row('VM', ref);
  const metrics = engine.newRef('VM_guest_metrics');
  db.insert('VM_guest_metrics', metrics, {
    uuid: engine.newUuid('VM_guest_metrics'),
    os_version: guestSystem(vm).os_version,
    PV_drivers_version: TOOLS,
    PV_drivers_up_to_date: true,
    PV_drivers_detected: true,
    networks: networks(world, vm),
    other: FEATURES,
    live: true,
    last_updated: toXapiDate(engine.nowMs),
    can_use_hotplug_vbd: 'yes',
    can_use_hotplug_vif: 'yes',
  });
  db.update('VM', ref, { guest_metrics: metrics });
}

/** A guest that runs reports the addresses that it has now. */
export function reportNetworks(world: World, ref: Ref<'VM'>): void {
  const vm = world.db.row('VM', ref);
  if (isNullRef(vm.guest_metrics)) return;
  world.db.update('VM_guest_metrics', vm.guest_metrics, { networks: networks(world, vm) });
}

/** Forgets what an earlier boot has reported (xapi_vm_helpers.ml delete_guest_metrics). */
export function forgetGuest({ db }: World, ref: Ref<'VM'>): void {
  const { guest_metrics } = db.row('VM', ref);
  if (isNullRef(guest_metrics)) return;
  db.update('VM', ref, { guest_metrics: NULL_REF });
  db.remove('VM_guest_metrics', guest_metrics);
}

function report(world: World, { vm, domid }: Boot): void {
  const row = world.db.get('VM', vm);
  if (row === undefined || row.domid !== domid || row.power_state !== 'Running') return;
  if (isNullRef(row.guest_metrics) && hasSystem(world, row)) showGuest(world, vm);
}

defineStep<Boot>(BOOTED, report);
defineStep<{ sr: Ref<'SR'> }>(NEXT_BOOT, (world, { sr }) => {
  for (const boot of takeBooted(world, sr)) report(world, boot);
});
