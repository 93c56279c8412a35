import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hashText } from '../../engine/hash';
import { annexPart } from '../annex';
import type { World } from '../world';
import { shelves } from './shelf';

const GIB = 1024 ** 3;

export interface Lun {
  readonly SCSIid: string;
  readonly size: number;
  readonly vendor: string;
  readonly serial: string;
  readonly LUNid: number;
}

export interface Target {
  readonly iqn: string;
  readonly luns: readonly Lun[];
}

/** What stands at an address, or on the fabric. */
interface Offer {
  readonly targets?: readonly Target[];
  readonly exports?: readonly string[];
}

/** Part of the annex: what a world says of its storage, by address; the key `fc` stands for the fabric's LUNs. */
const NETWORK = 'storage-network';
const FABRIC = 'fc';

/** Sizes of the LUNs of an array that the world does not describe. */
const USUAL_LUNS: readonly number[] = [512 * GIB, 1024 * GIB, 2048 * GIB];
const USUAL_EXPORTS: readonly string[] = ['/export/vms', '/export/iso'];

function described(world: World, address: string): Offer | undefined {
  const offers = annexPart<Offer>(world, NETWORK);
  return Object.hasOwn(offers, address) ? offers[address] : undefined;
}

/** Names below `.invalid` never resolve (RFC 2606); everything else answers. */
export function answers(address: string): boolean {
  return !/\.invalid\.?$/i.test(address);
}

type Config = Readonly<Record<string, string>>;

/** A repository that was found on storage, in use by this pool or not. */
export interface Found {
  readonly uuid: string;
  readonly name_label: string;
  readonly name_description: string;
  readonly physical_size: number;
  readonly usedBytes: number;
  /** Whether the database of a pool lies in it. */
  readonly hasMetadata: boolean;
}

/** Types whose storage servers of several pools may reach. */
const SHARED: ReadonlySet<string> = new Set(['nfs', 'smb', 'lvmoiscsi', 'lvmohba']);
/** Types that have one repository on a LUN or device; exports and shares carry any number, each in a folder of its own. */
export const EXCLUSIVE: ReadonlySet<string> = new Set(['lvm', 'ext', 'lvmoiscsi', 'lvmohba']);

/** The other worlds of the site, whose repositories of a type lie on the same storage network. */
export function neighbours(world: World, type: string): readonly World[] {
  const { site } = world.surroundings;
  return site === null || !SHARED.has(type) ? [] : site.worlds().filter((other) => other !== world);
}

/** What a device configuration stands for, the same for every server that may use it. */
export function locationOf(type: string, config: Config, hostUuid: string): string {
  switch (type) {
    case 'nfs':
      return `${config['server'] ?? ''}:${(config['serverpath'] ?? '').replace(/\/+$/, '')}`;
    case 'smb':
      return (config['server'] ?? '').replaceAll('/', '\\').toLowerCase();
    case 'lvmoiscsi':
    case 'lvmohba':
      return config['SCSIid'] ?? '';
    case 'lvm':
    case 'ext':
      return `${hostUuid}:${config['device'] ?? ''}`;
    default:
      return config['location'] ?? '';
  }
}

/** The repositories of a type that a pool has, with the configuration of each connection. */
function* repositoriesOf({ db }: World, type: string): Generator<[Ref<'SR'>, Config, Ref<'host'>]> {
  for (const [, pbd] of db.all('PBD'))
    if (db.get('SR', pbd.SR)?.type === type) yield [pbd.SR, pbd.device_config, pbd.host];
}

/** Those that this pool and its neighbours have. */
function* repositories(world: World, type: string): Generator<[Records['SR'], Config]> {
  for (const each of [world, ...neighbours(world, type)]) {
    for (const [sr, config] of repositoriesOf(each, type)) yield [each.db.row('SR', sr), config];
  }
}

/** The repository of a uuid that a pool has where a configuration points. */
export function heldAt(world: World, type: string, location: string, uuid: string): Ref<'SR'> | undefined {
  const { db } = world;
  const held = db.byUuid('SR', uuid);
  for (const [sr, config, host] of repositoriesOf(world, type)) {
    if (sr === held && locationOf(type, config, db.get('host', host)?.uuid ?? '') === location) return sr;
  }
  return undefined;
}

/** Repositories that lie where a configuration points, in use by a pool or not. */
export function foundAt(world: World, type: string, location: string): readonly Found[] {
  const found = new Map<string, Found>();
  lookAt(world, type, location, found);
  // What this pool has made on a LUN has taken the place of what lay there.
  if (found.size > 0 && EXCLUSIVE.has(type)) return [...found.values()];
  for (const other of neighbours(world, type)) lookAt(other, type, location, found);
  return [...found.values()];
}

function lookAt(world: World, type: string, location: string, found: Map<string, Found>): void {
  const { db } = world;
  for (const [ref, config, host] of repositoriesOf(world, type)) {
    if (locationOf(type, config, db.get('host', host)?.uuid ?? '') !== location) continue;
    const { uuid, name_label, name_description, physical_size, physical_utilisation, VDIs } = db.row('SR', ref);
    if (found.has(uuid)) continue;
    const hasMetadata = VDIs.some((vdi) => db.row('VDI', vdi).type === 'metadata');
    const usedBytes = physical_utilisation;
    found.set(uuid, { uuid, name_label, name_description, physical_size, usedBytes, hasMetadata });
  }
  for (const [uuid, shelf] of Object.entries(shelves(world))) {
    if (shelf.type !== type || shelf.location !== location || found.has(uuid)) continue;
    const usedBytes = shelf.disks.reduce((sum, disk) => sum + disk.physical_utilisation, 0);
    const { name_label, name_description, physical_size } = shelf;
    const hasMetadata = shelf.disks.some((disk) => disk.type === 'metadata');
    found.set(uuid, { uuid, name_label, name_description, physical_size, usedBytes, hasMetadata });
  }
}

/** Targets at an address: those that the world describes or the usual one, and those that repositories use. */
export function targetsAt(world: World, address: string): readonly Target[] {
  const offered = described(world, address)?.targets ?? [usualTarget(address)];
  const targets = new Map(offered.map((target) => [target.iqn, target]));
  for (const [, config] of repositories(world, 'lvmoiscsi')) {
    const iqn = config['targetIQN'];
    if (config['target'] === address && iqn !== undefined && !targets.has(iqn)) targets.set(iqn, { iqn, luns: [] });
  }
  return [...targets.values()];
}

function usualTarget(address: string): Target {
  const [a] = hashText(`target/${address}`);
  const iqn = `iqn.2026-01.example.storage:${a.toString(16).padStart(8, '0')}`;
  return { iqn, luns: usualLuns(`${address}/${iqn}`) };
}

function usualLuns(place: string): readonly Lun[] {
  return USUAL_LUNS.map((size, LUNid) => {
    const [a, b, c] = hashText(`lun/${place}/${LUNid}`);
    const hex = [a, b, c].map((word) => word.toString(16).padStart(8, '0')).join('');
    return { SCSIid: `36001405${hex}0`, size, vendor: 'LIO-ORG', serial: hex.slice(0, 8), LUNid };
  });
}

/** LUNs behind a target, also those that only repositories know of. */
export function lunsAt(world: World, address: string, iqn: string): readonly Lun[] {
  const target = targetsAt(world, address).find((each) => each.iqn === iqn);
  const offered = target === undefined ? usualLuns(`${address}/${iqn}`) : target.luns;
  return withUsed(world, offered, 'lvmoiscsi', (config) => config['target'] === address && config['targetIQN'] === iqn);
}

/** LUNs that a server sees through its host bus adapters. */
export function lunsOnFabric(world: World): readonly Lun[] {
  const offered = described(world, FABRIC)?.targets?.flatMap(({ luns }) => luns) ?? usualLuns(FABRIC);
  return withUsed(world, offered, 'lvmohba', () => true);
}

function withUsed(
  world: World,
  offered: readonly Lun[],
  type: string,
  isHere: (config: Config) => boolean,
): readonly Lun[] {
  const luns = [...offered];
  for (const [sr, config] of repositories(world, type)) {
    const { SCSIid } = config;
    if (SCSIid === undefined || !isHere(config) || luns.some((lun) => lun.SCSIid === SCSIid)) continue;
    const serial = SCSIid.slice(-8);
    luns.push({ SCSIid, size: sr.physical_size, vendor: 'LIO-ORG', serial, LUNid: luns.length });
  }
  return luns;
}

/** Paths that an NFS server exports. */
export function exportsAt(world: World, server: string): readonly string[] {
  const paths = new Set(described(world, server)?.exports ?? USUAL_EXPORTS);
  for (const [, config] of repositories(world, 'nfs')) {
    if (config['server'] === server && config['serverpath'] !== undefined) paths.add(config['serverpath']);
  }
  return [...paths];
}

/** The size of the LUN that a configuration names; 0 when nobody knows it. */
export function lunBytes(world: World, type: string, config: Config): number {
  const luns =
    type === 'lvmoiscsi' ? lunsAt(world, config['target'] ?? '', config['targetIQN'] ?? '') : lunsOnFabric(world);
  return luns.find((lun) => lun.SCSIid === config['SCSIid'])?.size ?? 0;
}
