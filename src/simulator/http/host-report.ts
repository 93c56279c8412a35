import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import { storageReport, xenLog } from '../api/host/diagnostics';
import { coordinator, type World } from '../api/world';
import type { TarFile } from './tar';

const encoder = new TextEncoder();

/** A file of lines, each with its end. */
function lines(name: string, content: Iterable<string>): TarFile {
  return { name, bytes: encoder.encode([...content].map((line) => `${line}\n`).join('')) };
}

export const INVENTORY = 'etc/xensource-inventory';
export const HOSTNAME = 'etc/hostname';

/** What a server knows of itself without its pool. */
export function inventory({ db }: World, host: Ref<'host'>): TarFile {
  const row = db.row('host', host);
  const management = row.PIFs.map((pif) => db.row('PIF', pif)).find((pif) => pif.management);
  const bridge = management === undefined ? '' : (db.get('network', management.network)?.bridge ?? '');
  const values: Readonly<Record<string, string>> = {
    PRODUCT_BRAND: row.software_version['product_brand'] ?? '',
    PRODUCT_VERSION: row.software_version['product_version'] ?? '',
    BUILD_NUMBER: row.software_version['build_number'] ?? '',
    INSTALLATION_UUID: row.uuid,
    CONTROL_DOMAIN_UUID: db.get('VM', row.control_domain)?.uuid ?? '',
    MANAGEMENT_INTERFACE: bridge,
    MANAGEMENT_ADDRESS_TYPE: row.address.includes(':') ? 'IPv6' : 'IPv4',
  };
  return lines(
    INVENTORY,
    Object.entries(values).map(([key, value]) => `${key}='${value}'`),
  );
}

export function hostname({ db }: World, host: Ref<'host'>): TarFile {
  return lines(HOSTNAME, [db.row('host', host).hostname]);
}

/** Whether the server leads its pool, or whom it follows. */
export function poolRole({ db }: World, host: Ref<'host'>): TarFile {
  const leader = coordinator(db);
  return lines('etc/xensource/pool.conf', [host === leader ? 'master' : `slave:${db.row('host', leader).address}`]);
}

export function logs(world: World, host: Ref<'host'>): readonly TarFile[] {
  return [
    { name: 'var/log/audit.log', bytes: encoder.encode(world.audit.text()) },
    { name: 'var/log/xen/hypervisor.log', bytes: encoder.encode(xenLog(world, host)) },
  ];
}

function* domains({ db }: World, host: Ref<'host'>): Iterable<string> {
  yield 'id | uuid | state | name';
  for (const vm of db.row('host', host).resident_VMs) {
    const { domid, uuid, power_state, name_label } = db.row('VM', vm);
    yield [domid, uuid, power_state, name_label].join(' | ');
  }
}

function* interfaces({ db }: World, host: Ref<'host'>): Iterable<string> {
  yield 'device | VLAN | MAC | attached | management | address | network';
  for (const ref of db.row('host', host).PIFs) {
    const { device, VLAN, MAC, currently_attached, management, IP, network } = db.row('PIF', ref);
    const name = db.get('network', network)?.name_label ?? '';
    yield [device, VLAN, MAC, currently_attached, management, IP, name].join(' | ');
  }
}

function* rowCounts({ db }: World): Iterable<string> {
  for (const cls of Object.keys(classTable) as ClassName[]) if (db.count(cls) > 0) yield `${cls}: ${db.count(cls)}`;
}

/** The objects of which the server keeps statistics, as `/host_rrd` and `/vm_rrd` have them. */
function* statistics({ db }: World, host: Ref<'host'>): Iterable<string> {
  yield `host ${db.row('host', host).uuid}`;
  for (const vm of db.row('host', host).resident_VMs) yield `VM ${db.row('VM', vm).uuid}`;
}

/** What a status report has under each of its entries; others are empty here (xen-bugtool). */
const ENTRIES: Readonly<Record<string, (world: World, host: Ref<'host'>) => readonly TarFile[]>> = {
  'disk-info': (world, host) => [lines('disk-info.txt', [storageReport(world, host)])],
  'network-status': (world, host) => [lines('network-status.txt', interfaces(world, host))],
  'system-load': (world, host) => [lines('statistics.txt', statistics(world, host))],
  'xen-info': (world, host) => [{ name: 'xen-info.txt', bytes: encoder.encode(xenLog(world, host)) }],
  'xenserver-config': (world, host) => [inventory(world, host), hostname(world, host), poolRole(world, host)],
  'xenserver-databases': (world) => [lines('database.txt', rowCounts(world))],
  'xenserver-domains': (world, host) => [lines('domains.txt', domains(world, host))],
  'xenserver-logs': (world, host) => logs(world, host),
};

/** @param entries names of entries; all of them when there are none */
export function statusFiles(world: World, host: Ref<'host'>, entries: readonly string[]): readonly TarFile[] {
  const wanted =
    entries.length === 0 ? Object.keys(ENTRIES) : Object.keys(ENTRIES).filter((key) => entries.includes(key));
  return wanted.flatMap((key) => ENTRIES[key]?.(world, host) ?? []);
}
