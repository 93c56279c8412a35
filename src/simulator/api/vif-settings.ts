import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import { Fault } from './fault';
import { assertFeature } from './licence/features';
import { assertCidr, assertIp, type IpKind } from './network/addresses';
import { define } from './registry';
import { assertNoController } from './sdn/vswitch';
import { isSriovNetwork } from './vif-check';
import { reportNetworks } from './vm/guest-boot';
import { need, type Call } from './world';

type Vif = Records['VIF'];

/** 4095 is reserved (802.1Q). */
const LARGEST_TAG = 4094;

/** Whether a guest uses an interface now (xapi_vif.ml device_active). */
export function isActive(db: Database, vif: Vif): boolean {
  return vif.currently_attached && db.get('VM', vif.VM)?.power_state !== 'Suspended';
}

/** Trunks are VLANs that a switch hands through to a guest; functions of a card pass no switch. */
export function assertTrunks(db: Database, network: Ref<'network'>, trunks: readonly number[]): void {
  for (const tag of trunks) if (tag < 0 || tag > LARGEST_TAG) throw new Fault('VLAN_TAG_INVALID', String(tag));
  if (trunks.length > 0 && isSriovNetwork(db, network)) throw new Fault('NETWORK_INCOMPATIBLE_WITH_TRUNKS', network);
}

function patch({ db }: Call, ref: Ref<'VIF'>, values: Partial<Vif>): void {
  db.transaction(() => db.update('VIF', ref, values));
}

function setTrunks(call: Call, ref: Ref<'VIF'>, change: (before: readonly number[]) => readonly number[]): void {
  const vif = need(call.db, 'VIF', ref);
  const trunks = [...new Set(change(vif.trunks))];
  assertTrunks(call.db, vif.network, trunks);
  patch(call, ref, { trunks });
}

/** The rule that holds for an interface: its own, or that of its network. */
function effectiveLocking(db: Database, vif: Vif, mode: Vif['locking_mode']): string {
  return mode === 'network_default' ? (db.get('network', vif.network)?.default_locking_mode ?? 'unlocked') : mode;
}

function setLockingMode(call: Call, ref: Ref<'VIF'>, locking_mode: Enums['vif_locking_mode']): void {
  const vif = need(call.db, 'VIF', ref);
  if (effectiveLocking(call.db, vif, locking_mode) === 'locked') {
    assertNoController(call.world);
    assertFeature(call.db, 'VIF_locking');
  }
  patch(call, ref, { locking_mode });
}

const ALLOWED = { ipv4: 'ipv4_allowed', ipv6: 'ipv6_allowed' } as const;

function setAllowed(call: Call, ref: Ref<'VIF'>, kind: IpKind, addresses: readonly string[]): void {
  need(call.db, 'VIF', ref);
  const value = [...new Set(addresses)];
  if (value.length > 0) assertFeature(call.db, 'VIF_locking');
  for (const address of value) assertIp(kind, ALLOWED[kind], address);
  patch(call, ref, { [ALLOWED[kind]]: value });
}

function addAllowed(call: Call, ref: Ref<'VIF'>, kind: IpKind, address: string): void {
  const before = need(call.db, 'VIF', ref)[ALLOWED[kind]];
  assertFeature(call.db, 'VIF_locking');
  assertIp(kind, ALLOWED[kind], address);
  if (!before.includes(address)) patch(call, ref, { [ALLOWED[kind]]: [...before, address] });
}

function removeAllowed(call: Call, ref: Ref<'VIF'>, kind: IpKind, address: string): void {
  const before = need(call.db, 'VIF', ref)[ALLOWED[kind]];
  if (before.includes(address)) patch(call, ref, { [ALLOWED[kind]]: before.filter((each) => each !== address) });
}

/** A guest agent that can set addresses says so while it runs. */
function assertGuestCan({ db }: Call, { VM }: Vif): void {
  const metrics = db.get('VM', VM)?.guest_metrics ?? '';
  const other = isNullRef(metrics) ? undefined : db.get('VM_guest_metrics', metrics)?.other;
  if (other?.['feature-static-ip-setting'] !== '1') throw new Fault('VM_LACKS_FEATURE', VM);
}

/** What a guest's agent sets inside (xapi_vif.ml configure_ipv4, configure_ipv6). */
function configure(call: Call, ref: Ref<'VIF'>, kind: IpKind, mode: string, address: string, gateway: string): void {
  const vif = need(call.db, 'VIF', ref);
  if (mode === 'Static') {
    assertFeature(call.db, 'Guest_ip_setting');
    const plain = assertCidr(kind, 'address', address);
    const isLocked = effectiveLocking(call.db, vif, vif.locking_mode) === 'locked';
    if (isLocked && !vif[ALLOWED[kind]].includes(plain)) {
      throw new Fault('ADDRESS_VIOLATES_LOCKING_CONSTRAINT', address);
    }
    if (gateway !== '') assertIp(kind, 'gateway', gateway);
  }
  assertGuestCan(call, vif);
  const isStatic = mode === 'Static';
  call.db.transaction(() => {
    patch(call, ref, {
      [`${kind}_configuration_mode`]: mode,
      [`${kind}_addresses`]: isStatic ? [address] : [],
      [`${kind}_gateway`]: isStatic ? gateway : '',
    });
    if (isActive(call.db, vif)) reportNetworks(call.world, vif.VM);
  });
}

define({
  'VIF.set_locking_mode': setLockingMode,
  'VIF.set_ipv4_allowed': (call, vif, value) => setAllowed(call, vif, 'ipv4', value),
  'VIF.add_ipv4_allowed': (call, vif, value) => addAllowed(call, vif, 'ipv4', value),
  'VIF.remove_ipv4_allowed': (call, vif, value) => removeAllowed(call, vif, 'ipv4', value),
  'VIF.set_ipv6_allowed': (call, vif, value) => setAllowed(call, vif, 'ipv6', value),
  'VIF.add_ipv6_allowed': (call, vif, value) => addAllowed(call, vif, 'ipv6', value),
  'VIF.remove_ipv6_allowed': (call, vif, value) => removeAllowed(call, vif, 'ipv6', value),
  'VIF.configure_ipv4': (call, vif, mode, address, gateway) => configure(call, vif, 'ipv4', mode, address, gateway),
  'VIF.configure_ipv6': (call, vif, mode, address, gateway) => configure(call, vif, 'ipv6', mode, address, gateway),
  'VIF.set_trunks': (call, vif, value) => setTrunks(call, vif, () => value),
  'VIF.add_trunks': (call, vif, value) => setTrunks(call, vif, (before) => [...before, value]),
  'VIF.remove_trunks': (call, vif, value) => setTrunks(call, vif, (before) => before.filter((tag) => tag !== value)),
});
