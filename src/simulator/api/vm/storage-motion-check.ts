import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { checkSession } from '../sessions';
import { hasFeature } from '../sr/features';
import { coordinator, need, type World } from '../world';
import { ownDisks } from './clone';
import { assertCanBootHere } from './reservation';
import { isTrue } from './vm-facts';

export type VdiMap = Readonly<Record<Ref<'VDI'>, Ref<'SR'>>>;
type Token = Readonly<Record<string, string>>;

/** What `host.migrate_receive` has answered, as the sender reads it. */
export interface Destination {
  readonly host: Ref<'host'>;
  readonly session: string;
  readonly address: string;
}

/** The parts of a token in the order in which xapi reads them (xapi_vm_migrate.ml remote_of_dest). */
function part(dest: Token, name: string): string {
  const value = dest[name];
  if (value === undefined) throw new Fault('INVALID_VALUE', 'dest', name);
  return value;
}

function hostOf(url: string): string {
  const match = /^https?:\/\/(\[[^\]]*\]|[^/:?#]+)/.exec(url);
  if (match === null) throw new Fault('INVALID_VALUE', 'dest', url);
  return match[1] ?? '';
}

export function readDestination(dest: Token): Destination {
  const master = part(dest, 'master');
  const xenops = part(dest, 'xenops');
  const session = part(dest, 'session_id');
  const address = hostOf(xenops);
  hostOf(master);
  const host = part(dest, 'host');
  part(dest, 'SM');
  return { host, session, address };
}

/** Every disk of a VM has a place to go; drives with CDs need none (check_vdi_map). */
function assertMapped(world: World, vm: Records['VM'], map: VdiMap): void {
  for (const { VDI } of ownDisks(world, vm)) if (!Object.hasOwn(map, VDI)) throw new Fault('VDI_NOT_IN_MAP', VDI);
}

function versionOf(host: Records['host']): readonly number[] {
  return (host.software_version['platform_version'] ?? '').split('.').map(Number);
}

/** Guests do not go to servers that are older than theirs (host_versions_not_decreasing). */
function assertNotOlder({ db }: World, from: Ref<'host'>, to: Ref<'host'>): void {
  const source = versionOf(db.row('host', from));
  const target = versionOf(db.row('host', to));
  const at = source.findIndex((number, place) => number !== (target[place] ?? 0));
  if (at >= 0 && (source[at] ?? 0) > (target[at] ?? 0)) throw new Fault('NOT_SUPPORTED_DURING_UPGRADE');
}

/** Plug-ins that can mirror can also be mirrored to, whether they say so or not (smint.ml compat_features). */
const IMPLIED: Readonly<Record<string, string>> = { VDI_MIRROR_IN: 'VDI_MIRROR' };
const OF_SOURCE = ['VDI_SNAPSHOT', 'VDI_MIRROR'] as const;
const OF_TARGET = ['VDI_SNAPSHOT', 'VDI_MIRROR_IN'] as const;

function assertSupports(world: World, ref: Ref<'SR'>, features: readonly string[]): void {
  const { type } = need(world.db, 'SR', ref);
  const missing = features.filter((feature) => {
    const implied = IMPLIED[feature];
    return !hasFeature(world, type, feature) && (implied === undefined || !hasFeature(world, type, implied));
  });
  if (missing.length > 0) throw new Fault('SR_DOES_NOT_SUPPORT_MIGRATION', ref, missing.join(';'));
}

/** The disks of a map that go somewhere else. */
export function moving({ db }: World, map: VdiMap): (readonly [vdi: Ref<'VDI'>, to: Ref<'SR'>])[] {
  return Object.entries(map).filter(([vdi, sr]) => need(db, 'VDI', vdi).SR !== sr);
}

/** Disks whose changes are tracked, or whose key is elsewhere, stay (assert_can_migrate_vdis). */
export function assertMovable({ db }: World, vdis: readonly Ref<'VDI'>[]): void {
  for (const vdi of vdis) {
    const { cbt_enabled, sm_config } = db.row('VDI', vdi);
    if (cbt_enabled) throw new Fault('VDI_CBT_ENABLED', vdi);
    if ('key_hash' in sm_config) throw new Fault('VDI_IS_ENCRYPTED', vdi);
  }
}

export interface MotionMaps {
  readonly vdi_map: VdiMap;
  readonly vif_map: Readonly<Record<Ref<'VIF'>, Ref<'network'>>>;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Refuses a migration with storage in xapi's order (xapi_vm_migrate.ml assert_can_migrate). Another pool is a server
 * that nothing here can reach: CANNOT_CONTACT_HOST [address].
 */
export function assertCanMigrate(world: World, ref: Ref<'VM'>, dest: Token, maps: MotionMaps): Destination {
  const { db } = world;
  const vm = need(db, 'VM', ref);
  assertFeature(world.db, 'Storage_motion');
  const to = readDestination(dest);
  assertMapped(world, vm, maps.vdi_map);
  if (!db.has('host', to.host)) throw new Fault('CANNOT_CONTACT_HOST', to.address);
  assertNotOlder(world, isNullRef(vm.resident_on) ? coordinator(db) : vm.resident_on, to.host);
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
