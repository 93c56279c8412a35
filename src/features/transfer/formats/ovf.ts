import { baseName } from './base-name';
import { MOST_BYTES } from './disk-image';
import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';
import { child, childrenOf, readXml, textOf } from './xml-tree';
import type { XmlNode } from './xml-tree';

export interface OvfDisk {
  readonly name: string;
  /** The file that holds it, without a path; null: it begins empty. */
  readonly file: string | null;
  readonly isPacked: boolean;
  readonly capacityBytes: number;
}

export interface OvfNic {
  readonly network: string;
  /** Empty: any. */
  readonly mac: string;
}

export interface OvfMachine {
  readonly name: string;
  readonly description: string;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly isUefi: boolean;
  readonly hasCdDrive: boolean;
  readonly disks: readonly OvfDisk[];
  readonly nics: readonly OvfNic[];
}

export interface Ovf {
  readonly machines: readonly OvfMachine[];
  /** The licences that it wants accepted. */
  readonly licences: readonly string[];
}

const LONGEST_OVF = 8 * 1024 * 1024;
const MOST_MACHINES = 64;
const MOST_NAME = 255;
const MOST_VCPUS = 64;
/** More drives no VM has. */
const MOST_DISKS = 255;
const MIB = 2 ** 20;

/** Kinds of devices (DMTF: CIM_ResourceAllocationSettingData.ResourceType). */
const CPU = '3';
const MEMORY = '4';
const NIC = '10';
const CD = '15';
const DVD = '16';
const DISK = '17';

/** Reads an OVF description (DMTF: DSP0243). WrongFile where it is none, or means something that it does not describe. */
export async function readOvf(file: Source): Promise<Ovf> {
  if (file.size > LONGEST_OVF) throw new WrongFile(texts.tooLarge);
  const envelope = readXml(await file.text());
  if (envelope.name !== 'Envelope') throw new WrongFile(texts.notOvf);
  if (has(envelope, 'EncryptedData') || has(envelope, 'EncryptionSection')) throw new WrongFile(texts.encrypted);
  const disks = disksOf(envelope);
  const systems = [...found(envelope, 'VirtualSystem')];
  if (systems.length === 0) throw new WrongFile(texts.noMachines);
  if (systems.length > MOST_MACHINES) throw new WrongFile(texts.tooManyMachines);
  return {
    machines: systems.map((system, at) => machineOf(system, disks, at)),
    licences: [...found(envelope, 'EulaSection')]
      .map((section) => textOf(section, 'License'))
      .filter((text) => text !== ''),
  };
}

function* found(node: XmlNode, name: string): Iterable<XmlNode> {
  for (const each of node.children) {
    if (each.name === name) yield each;
    else yield* found(each, name);
  }
}

const has = (node: XmlNode, name: string): boolean => !found(node, name)[Symbol.iterator]().next().done;

const short = (text: string): string => text.trim().slice(0, MOST_NAME);

function disksOf(envelope: XmlNode): ReadonlyMap<string, OvfDisk> {
  const files = new Map(
    childrenOf(child(envelope, 'References'), 'File').map(({ attributes }) => [attributes['id'] ?? '', attributes]),
  );
  const disks = new Map<string, OvfDisk>();
  for (const { attributes } of childrenOf(child(envelope, 'DiskSection'), 'Disk')) {
    const id = attributes['diskId'] ?? '';
    const reference = files.get(attributes['fileRef'] ?? '');
    if (attributes['fileRef'] !== undefined && reference === undefined) throw new WrongFile(texts.noDisk(short(id)));
    const packing = reference?.['compression'] ?? 'identity';
    disks.set(id, {
      name: short(id),
      file: reference === undefined ? null : baseName(reference['href'] ?? ''),
      isPacked: packing !== '' && packing !== 'identity',
      capacityBytes: amount(attributes['capacity'] ?? '', attributes['capacityAllocationUnits'] ?? 'byte'),
    });
  }
  return disks;
}

/** A number with its unit: `byte * 2^30`, or a word of older tools. */
function amount(text: string, unit: string): number {
  const power = /2\s*\^\s*(\d{1,2})/.exec(unit)?.[1];
  const words: Readonly<Record<string, number>> = { kilobytes: 10, megabytes: 20, gigabytes: 30 };
  const exponent = power === undefined ? (words[unit.trim().toLowerCase()] ?? 0) : Number(power);
  const bytes = /^\s*\d{1,20}\s*$/.test(text) ? Number(text) * 2 ** exponent : NaN;
  if (!Number.isFinite(bytes) || bytes < 0 || bytes > MOST_BYTES) throw new WrongFile(texts.damaged);
  return bytes;
}

function machineOf(system: XmlNode, disks: ReadonlyMap<string, OvfDisk>, at: number): OvfMachine {
  const hardware = child(system, 'VirtualHardwareSection');
  const items = (hardware?.children ?? [])
    .filter(({ name }) => name === 'Item' || name === 'StorageItem' || name === 'EthernetPortItem')
    .map((item) => ({ item, type: textOf(item, 'ResourceType') }));
  const ofType = (...types: readonly string[]): readonly XmlNode[] =>
    items.filter(({ type }) => types.includes(type)).map(({ item }) => item);
  if (ofType(DISK).length > MOST_DISKS || ofType(NIC).length > MOST_DISKS) throw new WrongFile(texts.tooManyDevices);
  const [cpu] = ofType(CPU);
  const [memory] = ofType(MEMORY);
  const firmware = [...found(system, 'Config')].find(({ attributes }) => attributes['key'] === 'firmware');
  return {
    name: short(textOf(system, 'Name') || (system.attributes['id'] ?? '')) || `VM ${at + 1}`,
    description: textOf(child(system, 'AnnotationSection'), 'Annotation').slice(0, 4096),
    vcpus: Math.min(MOST_VCPUS, Math.max(1, Math.floor(Number(textOf(cpu, 'VirtualQuantity')) || 1))),
    memoryBytes:
      memory === undefined
        ? 1024 * MIB
        : Math.max(
            16 * MIB,
            amount(textOf(memory, 'VirtualQuantity'), textOf(memory, 'AllocationUnits') || 'MegaBytes'),
          ),
    isUefi: firmware?.attributes['value']?.toLowerCase() === 'efi',
    hasCdDrive: ofType(CD, DVD).length > 0,
    disks: ofType(DISK)
      .toSorted((a, b) => Number(textOf(a, 'AddressOnParent')) - Number(textOf(b, 'AddressOnParent')))
      .map((item) => {
        const id = /^(?:ovf:)?\/disk\/(.+)$/.exec(textOf(item, 'HostResource'))?.[1] ?? '';
        const disk = disks.get(id);
        if (disk === undefined) throw new WrongFile(texts.noDisk(short(id)));
        return disk;
      }),
    nics: ofType(NIC).map((item) => ({
      network: short(textOf(item, 'Connection')),
      mac: macOf(textOf(item, 'Address')),
    })),
  };
}

/** Tools write addresses with dashes, or leave a word in their place. */
function macOf(text: string): string {
  const mac = text.toLowerCase().replaceAll('-', ':');
  return /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) ? mac : '';
}
