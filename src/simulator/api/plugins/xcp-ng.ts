import type { Ref } from '../../../xapi/datamodel/ref';
import { defineOperation, startOperation } from '../operations';
import type { World } from '../world';
import { definePlugin, pluginFault, pluginState, setPluginState, type PluginArgs } from './plugin';

/** The plug-ins of XCP-ng that Xen Orchestra calls; formats: xcp-ng-xapi-plugins. */

interface Package {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly description: string;
  readonly changelog: { readonly date: number; readonly author: string; readonly description: string } | null;
  readonly url: string;
  readonly size: number;
  readonly license: string;
}

function change(date: number, description: string): Package['changelog'] {
  return { date, author: 'Xenia Builder <builder@xenia.example>', description };
}

/** What the repositories offer beyond what servers were installed with; made up, like the repositories. */
const OFFERED: readonly Package[] = [
  {
    name: 'xen-hypervisor',
    version: '4.17.5',
    release: '25.1.xcpng8.3',
    description: 'The Xen Hypervisor',
    changelog: change(1_767_139_200, '- Backport fixes for two security advisories'),
    url: 'https://www.xenproject.org',
    size: 4_312_884,
    license: 'GPLv2',
  },
  {
    name: 'xapi-core',
    version: '26.1.1',
    release: '1.1.xcpng8.3',
    description: 'The xapi toolstack',
    changelog: change(1_767_225_600, '- Answer event.from sooner under load'),
    url: 'http://www.xen.org',
    size: 22_518_340,
    license: 'LGPL-2.1-or-later WITH OCaml-LGPL-linking-exception',
  },
  {
    name: 'sm',
    version: '3.2.12',
    release: '11.2.xcpng8.3',
    description: 'Storage managers',
    changelog: null,
    url: 'http://www.citrix.com',
    size: 501_796,
    license: 'LGPL',
  },
];

interface Updater {
  readonly updated: readonly string[];
  readonly proxies: Readonly<Record<string, string>>;
}

const REPOSITORIES = ['xcp-ng-base', 'xcp-ng-updates'];

function updater(world: World, host: Ref<'host'>): Updater {
  const none: Updater = { updated: [], proxies: Object.fromEntries(REPOSITORIES.map((name) => [name, '_none_'])) };
  return (pluginState(world, 'updater.py', host) as Updater | undefined) ?? none;
}

function setUpdater(world: World, host: Ref<'host'>, change: Partial<Updater>): void {
  setPluginState(world, 'updater.py', host, { ...updater(world, host), ...change } as never);
}

interface Update {
  readonly host: Ref<'host'>;
  readonly packages: readonly string[];
}

const UPDATE_MS = 90_000;
const UPDATE = 'plugin.updater.update';

/** yum ends; its output goes back to the client as a JSON text (xcpngutils run_command). */
defineOperation<Update>(UPDATE, {
  result: 'string',
  finish: (world, { host, packages }) => {
    setUpdater(world, host, { updated: [...new Set([...updater(world, host).updated, ...packages])] });
    const command = ['yum', 'update', '--disablerepo=*', `--enablerepo=${REPOSITORIES.join(',')}`, '-y'];
    const stdout = `Updated:\n${packages.map((name) => `  ${name}`).join('\n')}\n\nComplete!\n`;
    return JSON.stringify({ returncode: 0, command, stdout, stderr: '' });
  },
});

function listOf(args: PluginArgs, key: string): readonly string[] {
  return (args[key] ?? '').split(/[\s,]+/).filter((each) => each !== '');
}

definePlugin('updater.py', {
  check_update: ({ world }, host) => {
    const { updated } = updater(world, host);
    return JSON.stringify(OFFERED.filter(({ name }) => !updated.includes(name)));
  },
  update: (call, host, args) => {
    const { updated } = updater(call.world, host);
    const wanted = listOf(args, 'packages');
    const names = OFFERED.map(({ name }) => name).filter((name) => !updated.includes(name));
    const packages = wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
    return startOperation<Update>(call, UPDATE, { durationMs: UPDATE_MS, args: { host, packages }, holds: [] });
  },
  query_installed: ({ world }, host, args) => {
    const { updated } = updater(world, host);
    const installed = (name: string): string => {
      const found = OFFERED.find((each) => each.name === name && updated.includes(name));
      return found === undefined ? '' : `${name}-${found.version}-${found.release}.x86_64`;
    };
    return JSON.stringify(Object.fromEntries(listOf(args, 'packages').map((name) => [name, installed(name)])));
  },
  get_proxies: ({ world }, host) => JSON.stringify(updater(world, host).proxies),
  set_proxies: ({ world }, host, args) => {
    const before = updater(world, host).proxies;
    const given = parseProxies(args['proxies'] ?? '');
    const unknown = Object.keys(given).find((section) => !Object.hasOwn(before, section));
    if (unknown !== undefined) throw pluginFault('-1', `Can't find section '${unknown}' in config file`);
    setUpdater(world, host, { proxies: { ...before, ...given } });
    return '';
  },
});

function parseProxies(text: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([section, proxy]) => [section, String(proxy)]));
    }
  } catch {
    // The fault below says so.
  }
  throw pluginFault('-1', 'No JSON object could be decoded');
}

definePlugin('hyperthreading.py', {
  get_hyperthreading: ({ db }, host) =>
    JSON.stringify(Number(db.row('host', host).cpu_info['threads_per_core'] ?? '1') > 1),
});

/** Simulated servers boot from one disk. */
definePlugin('raid.py', { check_raid_pool: () => '{}' });

definePlugin('zfs.py', { list_zfs_pools: () => '{}' });

/** Disks of a server: the one that it boots from and keeps its local repository on. */
function diskOf({ db }: World, host: Ref<'host'>): { readonly bytes: number; readonly serial: string } {
  let bytes = 64 * 1024 ** 3;
  for (const pbd of db.row('host', host).PBDs) {
    const sr = db.get('SR', db.row('PBD', pbd).SR);
    if (sr !== undefined && !sr.shared && sr.content_type === 'user') bytes += sr.physical_size;
  }
  return { bytes, serial: db.row('host', host).uuid.slice(0, 8).toUpperCase() };
}

definePlugin('smartctl.py', {
  health: () => JSON.stringify({ '/dev/sda': 'PASSED' }),
  information: ({ world }, host) => {
    const { bytes, serial } = diskOf(world, host);
    const report = {
      smartctl: { version: [7, 0], exit_status: 0, argv: ['smartctl', '-j', '-a', '-d', 'scsi', '/dev/sda'] },
      device: { name: '/dev/sda', info_name: '/dev/sda', type: 'scsi', protocol: 'SCSI' },
      serial_number: serial,
      user_capacity: { blocks: bytes / 512, bytes },
      logical_block_size: 512,
      rotation_rate: 0,
      smart_status: { passed: true },
      temperature: { current: 31 },
    };
    return JSON.stringify({ '/dev/sda': report });
  },
});

definePlugin('lsblk.py', {
  list_block_devices: ({ world }, host) => {
    const { bytes } = diskOf(world, host);
    const disk = { kname: 'sda', name: 'sda', pkname: '', mountpoint: '', ro: '0', type: 'disk', size: String(bytes) };
    return JSON.stringify({ blockdevices: [disk] });
  },
});

/** Servers have no management controller that the control domain could open. */
function noIpmi(): never {
  throw pluginFault('1', 'IPMI not available');
}

definePlugin('ipmitool.py', {
  is_ipmi_device_available: () => 'false',
  get_all_sensors: noIpmi,
  get_sensor: noIpmi,
  get_ipmi_lan: noIpmi,
});

interface Netdata {
  readonly api_key: string;
}

const INSTALL_MS = 30_000;
const INSTALL = 'plugin.netdata.install';

defineOperation<Netdata & { readonly host: Ref<'host'> }>(INSTALL, {
  result: 'string',
  finish: (world, { host, api_key }) => {
    setPluginState(world, 'netdata.py', host, { api_key });
    return 'true';
  },
});

definePlugin('netdata.py', {
  is_netdata_installed: ({ world }, host) => JSON.stringify(pluginState(world, 'netdata.py', host) !== undefined),
  get_netdata_api_key: ({ world }, host) =>
    (pluginState(world, 'netdata.py', host) as Netdata | undefined)?.api_key ?? '',
  install_netdata: (call, host, args) => {
    const missing = ['api_key', 'destination'].find((key) => args[key] === undefined);
    if (missing !== undefined) throw pluginFault('-1', `'${missing}'`);
    const api_key = args['api_key'] ?? '';
    return startOperation(call, INSTALL, { durationMs: INSTALL_MS, args: { host, api_key }, holds: [] });
  },
});

/** Only the services of LINSTOR may be steered, and no server has them. */
function noService(args: PluginArgs): never {
  const service = args['service'];
  if (service === undefined || service === '') throw pluginFault('-1', 'Missing or empty argument `service`');
  if (service !== 'linstor-controller' && service !== 'linstor-satellite') {
    throw pluginFault('-1', 'This service is not whitelisted');
  }
  throw pluginFault('-1', `Failed to start ${service}.service: Unit not found.`);
}

definePlugin('service.py', {
  start_service: (_call, _host, args) => noService(args),
  stop_service: (_call, _host, args) => noService(args),
  restart_service: (_call, _host, args) => noService(args),
  try_restart_service: (_call, _host, args) => noService(args),
});
