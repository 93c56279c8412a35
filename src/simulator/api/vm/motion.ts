import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { hasFeature } from '../sr/features';
import { coordinator, need, type World } from '../world';
import { ownDisks } from './clone';

export type VdiMap = Readonly<Record<Ref<'VDI'>, Ref<'SR'>>>;
export type Token = Readonly<Record<string, string>>;

/** What `host.migrate_receive` has answered, as the sender reads it. */
export interface Destination {
  readonly host: Ref<'host'>;
  readonly session: string;
  readonly address: string;
  /** Of the coordinator. */
  readonly master: string;
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
  const masterAddress = hostOf(master);
  const host = part(dest, 'host');
  part(dest, 'SM');
  return { host, session, address, master: masterAddress };
}

/** Every disk of a VM has a place to go; drives with CDs need none (check_vdi_map). */
export function assertMapped(world: World, vm: Records['VM'], map: VdiMap): void {
  for (const { VDI } of ownDisks(world, vm)) if (!Object.hasOwn(map, VDI)) throw new Fault('VDI_NOT_IN_MAP', VDI);
}

function versionOf(host: Records['host']): readonly number[] {
  return (host.software_version['platform_version'] ?? '').split('.').map(Number);
}

/** Guests do not go to servers that are older than theirs (host_versions_not_decreasing). */
export function assertNotOlder({ db }: World, vm: Records['VM'], to: Records['host']): void {
  const from = isNullRef(vm.resident_on) ? coordinator(db) : vm.resident_on;
  const source = versionOf(db.row('host', from));
  const target = versionOf(to);
  const at = source.findIndex((number, place) => number !== (target[place] ?? 0));
  if (at >= 0 && (source[at] ?? 0) > (target[at] ?? 0)) throw new Fault('NOT_SUPPORTED_DURING_UPGRADE');
}

/** Plug-ins that can mirror can also be mirrored to, whether they say so or not (smint.ml compat_features). */
const IMPLIED: Readonly<Record<string, string>> = { VDI_MIRROR_IN: 'VDI_MIRROR' };
export const OF_SOURCE = ['VDI_SNAPSHOT', 'VDI_MIRROR'] as const;
export const OF_TARGET = ['VDI_SNAPSHOT', 'VDI_MIRROR_IN'] as const;

export function assertSupports(world: World, ref: Ref<'SR'>, features: readonly string[]): void {
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
  /** For another pool: where virtual GPUs go; others go to the group with the same cards. */
  readonly vgpu_map: Readonly<Record<Ref<'VGPU'>, Ref<'GPU_group'>>>;
}
