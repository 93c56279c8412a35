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

/** The repositories of the pool of some types, with a configuration of each. */
function* repositories({ db }: World, types: readonly string[]): Generator<[Records['SR'], Config, Ref<'host'>]> {
  for (const [, pbd] of db.all('PBD')) {
    const sr = db.get('SR', pbd.SR);
    if (sr !== undefined && types.includes(sr.type)) yield [sr, pbd.device_config, pbd.host];
  }
}

/** Repositories that lie where a configuration points. */
export function foundAt(world: World, type: string, location: string): readonly Found[] {
  const { db } = world;
  const found = new Map<string, Found>();
  for (const [sr, config, host] of repositories(world, [type])) {
    if (locationOf(type, config, db.get('host', host)?.uuid ?? '') !== location) continue;
    const { uuid, name_label, name_description, physical_size } = sr;
    found.set(uuid, { uuid, name_label, name_description, physical_size, usedBytes: sr.physical_utilisation });
  }
  for (const [uuid, shelf] of Object.entries(shelves(world))) {
    if (shelf.type !== type || shelf.location !== location || found.has(uuid)) continue;
    const usedBytes = shelf.disks.reduce((sum, disk) => sum + disk.physical_utilisation, 0);
    const { name_label, name_description, physical_size } = shelf;
    found.set(uuid, { uuid, name_label, name_description, physical_size, usedBytes });
  }
  return [...found.values()];
}

/** Targets at an address: those that the world describes or the usual one, and those that repositories use. */
export function targetsAt(world: World, address: string): readonly Target[] {
  const offered = described(world, address)?.targets ?? [usualTarget(address)];
  const targets = new Map(offered.map((target) => [target.iqn, target]));
  for (const [, config] of repositories(world, ['lvmoiscsi'])) {
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
  for (const [sr, config] of repositories(world, [type])) {
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
  for (const [, config] of repositories(world, ['nfs'])) {
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
