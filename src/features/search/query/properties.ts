import { row, rows } from '../../objects';
import { FIELD, dateFieldProperty, textFieldProperty, DATE_FIELD } from './field-properties';
import type { Option, Property, PropertyType } from './property';
import { readAnything } from './read-anything';
import { readLabel } from './read-label';
import { readLive } from './read-live';
import * as machines from './read-machines';
import * as objects from './read-objects';
import { findRelation } from './read-relations';
import * as storage from './read-storage';
import type { ReadProperty } from './property-values';
import { SCOPE_TYPES } from './model';
import { texts } from './texts';

type LabelledId = keyof typeof texts.properties;

function property(
  id: LabelledId,
  type: PropertyType,
  read: ReadProperty,
  more: Partial<Omit<Property, 'names'>> & { readonly names?: readonly string[] } = {},
): Property {
  const { names = [], ...rest } = more;
  const [first = id.toLowerCase(), ...others] = names.includes(id.toLowerCase()) ? names : [id.toLowerCase(), ...names];
  return { id, type, read, label: texts.properties[id], ...rest, names: [first, ...others] };
}

function options<T extends string>(
  labels: Readonly<Record<T, string>>,
  names: Partial<Record<T, readonly [string, ...string[]]>> = {},
): readonly Option[] {
  return (Object.keys(labels) as T[]).map((id) => ({ id, label: labels[id], names: names[id] ?? [id.toLowerCase()] }));
}

const types: readonly Option[] = [
  ...SCOPE_TYPES.map((id): Option => ({ id, label: texts.types[id], names: typeNames(id) })),
  { id: 'storage', label: texts.anyStorage, names: ['storage', 'sr'], covers: ['sharedStorage', 'localStorage'] },
  { id: 'anyTemplate', label: texts.anyTemplate, names: ['anytemplate'], covers: ['template', 'shippedTemplate'] },
];

function typeNames(id: string): readonly [string, ...string[]] {
  const more: Readonly<Record<string, readonly string[]>> = {
    server: ['host'],
    disk: ['vdi'],
    vapp: ['appliance'],
    template: ['customtemplate'],
    shippedTemplate: ['defaulttemplate'],
    sharedStorage: ['remotestorage', 'remotesr'],
    localStorage: ['localsr'],
  };
  return [id.toLowerCase(), ...(more[id] ?? [])];
}

const GUEST = ['VM_guest_metrics'] as const;
const METRICS = ['VM_metrics'] as const;

const PROPERTIES: readonly Property[] = [
  property('name', 'text', objects.readOwnName),
  property('label', 'text', readLabel),
  property('description', 'text', objects.readDescription),
  property('uuid', 'text', objects.readUuid),
  property('ref', 'text', objects.readRef),
  property('type', 'choice', objects.typeOf, { names: ['kind'], options: types }),
  property('state', 'text', objects.readState, { names: ['status'] }),
  property('tags', 'list', objects.readTags, { names: ['tag', 'tags'] }),
  property('fields', 'list', objects.readFieldNames),
  property('path', 'text', (inventory, cls, ref) =>
    cls === 'folder' ? ref : (findRelation('folder')?.read(inventory, cls, ref) ?? null),
  ),
  property('anything', 'text', readAnything),
  property(
    'power',
    'choice',
    objects.ofMachine((vm) => vm.power_state),
    { options: options(texts.power, { Halted: ['halted', 'off', 'stopped'], Running: ['running', 'on'] }) },
  ),
  property('os', 'text', machines.readSystem, { needs: GUEST }),
  property('tools', 'choice', machines.readTools, {
    needs: [...GUEST, ...METRICS],
    options: options(texts.tools, { optimised: ['installed', 'optimised', 'optimized'] }),
  }),
  property('started', 'day', machines.readStartTime, { names: ['start'], needs: METRICS }),
  property('uptime', 'since', objects.either(machines.readVmStarted, machines.readHostStarted), { needs: METRICS }),
  property(
    'memory',
    'bytes',
    objects.either(
      objects.ofClass('VM', (vm) => (vm.is_control_domain ? null : vm.memory_dynamic_max)),
      objects.ofClass('host', (host, inventory) => row(inventory, 'host_metrics', host.metrics)?.memory_total ?? null),
    ),
    { names: ['ram'] },
  ),
  property('memoryActual', 'bytes', machines.readActualMemory, { needs: METRICS }),
  property(
    'vcpus',
    'count',
    objects.either(
      objects.ofClass('VM', (vm) => vm.VCPUs_at_startup),
      objects.ofClass('host', (host) => Number(host.cpu_info['cpu_count'] ?? 0) || null),
    ),
    { names: ['cpus'] },
  ),
  property('ha', 'choice', machines.readHaPriority, {
    options: options(texts.ha, { bestEffort: ['besteffort', 'best-effort'], none: ['none', 'donotrestart'] }),
  }),
  property('readCaching', 'yesNo', machines.readReadCaching),
  property(
    'vendorDevice',
    'yesNo',
    objects.ofMachine((vm) => vm.has_vendor_device),
  ),
  property('inVapp', 'yesNo', machines.readInVapp),
  property(
    'autostart',
    'yesNo',
    objects.ofMachine((vm) => vm.other_config['auto_poweron'] === 'true'),
  ),
  property(
    'snapshots',
    'count',
    objects.ofMachine((vm) => vm.snapshots.length),
  ),
  property(
    'disks',
    'count',
    objects.ofClass(
      'VM',
      (vm, inventory) => vm.VBDs.filter((vbd) => row(inventory, 'VBD', vbd)?.type === 'Disk').length,
    ),
  ),
  property('cpu', 'percent', readLive('cpu'), { figure: 'cpu' }),
  property('memoryInUse', 'bytes', readLive('memory'), { figure: 'memory', share: 'memoryInUseShare' }),
  property('memoryInUseShare', 'percent', readLive('memoryShare'), { figure: 'memoryShare', isShareOf: 'memoryInUse' }),
  property('diskIo', 'rate', readLive('disk'), { figure: 'disk' }),
  property('networkIo', 'rate', readLive('network'), { figure: 'network', names: ['netio'] }),
  property(
    'haEnabled',
    'yesNo',
    objects.ofClass('pool', (pool) => pool.ha_enabled),
  ),
  property(
    'mixedVersions',
    'yesNo',
    objects.ofClass('pool', (_pool, inventory) => {
      const versions = [...rows(inventory, 'host').values()].map((host) => host.software_version['product_version']);
      return new Set(versions).size > 1;
    }),
  ),
  property(
    'license',
    'text',
    objects.either(
      objects.ofClass('host', (host) => host.edition),
      objects.ofClass('pool', (pool, inventory) => row(inventory, 'host', pool.master)?.edition ?? null),
    ),
    { names: ['edition'] },
  ),
  property('coordinator', 'text', (inventory) => {
    for (const pool of rows(inventory, 'pool').values()) return row(inventory, 'host', pool.master)?.address ?? null;
    return null;
  }),
  property(
    'version',
    'text',
    objects.ofClass('host', (host) => host.software_version['product_version'] ?? null),
  ),
  property(
    'enabled',
    'yesNo',
    objects.ofClass('host', (host) => host.enabled),
  ),
  property(
    'vms',
    'count',
    objects.either(
      objects.ofClass('host', (host, inventory) =>
        host.resident_VMs.reduce((sum, vm) => sum + (objects.machine(inventory, 'VM', vm) ? 1 : 0), 0),
      ),
      objects.ofClass('VM_appliance', (vapp) => vapp.VMs.length),
    ),
  ),
  property('ip', 'address', machines.readAddresses, { names: ['address'], needs: GUEST }),
  property('mac', 'mac', machines.readMacs),
  property(
    'storageType',
    'text',
    objects.ofClass('SR', (sr) => sr.type),
    { names: ['srtype'] },
  ),
  property('shared', 'yesNo', storage.readShared),
  property('size', 'bytes', storage.readSize),
  property('virtualSize', 'bytes', storage.readVirtualSize),
  property('used', 'bytes', storage.readUsed, { share: 'usedShare' }),
  property('usedShare', 'percent', storage.shareOf(storage.readUsed), { isShareOf: 'used' }),
  property('free', 'bytes', storage.readFree, { share: 'freeShare' }),
  property('freeShare', 'percent', storage.shareOf(storage.readFree), { isShareOf: 'free' }),
  property('taken', 'day', storage.readTaken),
  property('age', 'since', storage.readTaken),
  property('vlan', 'count', storage.readVlan),
  property(
    'mtu',
    'count',
    objects.ofClass('network', (network) => network.MTU),
  ),
];

const byId = new Map<string, Property>(PROPERTIES.map((each) => [each.id, each]));
const byName = new Map(
  PROPERTIES.filter((each) => each.isShareOf === undefined && each.id !== 'anything').flatMap((each) =>
    each.names.map((name) => [name, each] as const),
  ),
);

/** A property by its id, custom fields included; undefined for what this console does not know. */
export function findProperty(id: string): Property | undefined {
  const known = byId.get(id);
  if (known) return known;
  if (id.startsWith(FIELD)) return textFieldProperty(id.slice(FIELD.length));
  return id.startsWith(DATE_FIELD) ? dateFieldProperty(id.slice(DATE_FIELD.length)) : undefined;
}

/** By what it is called in a query, in small letters. */
export function propertyNamed(name: string): Property | undefined {
  return byName.get(name);
}

/** All that can be asked for by name, without custom fields. */
export function namedProperties(): readonly Property[] {
  return PROPERTIES.filter((each) => each.isShareOf === undefined && each.id !== 'anything');
}
