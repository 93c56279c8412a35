import type { Ref } from '../../../xapi/datamodel/ref';
import { lookNow } from '../alarms/perfmon';
import { powerOnByPlugin } from '../host/power-on';
import type { World } from '../world';
import { argument, definePlugin, PluginException, pythonBool, type PluginArgs } from './plugin';

const GIB = 1024 ** 3;

/** A dictionary as Python prints it. */
function repr(args: PluginArgs): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return `{${Object.entries(args)
    .map(([key, value]) => `${quote(key)}: ${quote(value)}`)
    .join(', ')}}`;
}

definePlugin('echo', { main: (_call, _host, args) => `args were: ${repr(args)}` });

/** The daemon that raises alarms; it reads its configuration from the database whenever it looks. */
definePlugin('perfmon', {
  refresh: ({ world }) => {
    lookNow(world);
    return pythonBool(true);
  },
  start: () => pythonBool(true),
  stop: () => pythonBool(true),
  restart: () => pythonBool(true),
  debug_mem: () => pythonBool(true),
});

definePlugin('openvswitch-config-update', {
  update: () => 'No change to configuration',
  emergency_reset: () => 'Successfully reset configuration',
});

/** Of the 18 GB of a control domain's root file system (seed PARTITION-03) this much is free: an assumption. */
const FREE_ROOT_BYTES = 14 * GIB;

function sizeOf(args: PluginArgs): number {
  if (args['size'] === undefined) throw new PluginException('Exception', 'MISSING_SIZE');
  const size = Number(args['size']);
  if (!Number.isInteger(size)) {
    throw new PluginException('ValueError', `invalid literal for int() with base 10: '${args['size']}'`);
  }
  return size;
}

definePlugin('disk-space', {
  get_avail_host_disk_space: () => String(FREE_ROOT_BYTES),
  check_patch_upload: (_call, _host, args) => pythonBool(sizeOf(args) < FREE_ROOT_BYTES),
  get_required_space: (_call, _host, args) => {
    sizeOf(args);
    return argument(args, 'size');
  },
  get_reclaimable_disk_space: () => '0',
  cleanup_disk_space: () => '',
});

/** The server that a plug-in is to wake, by uuid. */
function remoteHost({ db }: World, args: PluginArgs): Ref<'host'> {
  const uuid = argument(args, 'remote_host_uuid');
  const ref = db.byUuid('host', uuid);
  if (ref === undefined) throw new PluginException('Failure', `['UUID_INVALID', 'host', '${uuid}']`);
  return ref;
}

/** xapi calls this one for `host.power_on`, and clients may. */
definePlugin('power-on-host', {
  main: (call, _host, args) => powerOnByPlugin(call, remoteHost(call.world, args)),
});

/** Packs come as updates of the old kind, on a disk. */
definePlugin('install-supp-pack', {
  install: ({ db }, _host, args) => {
    if (args['vdi'] === undefined) throw new PluginException('ArgumentError', "Key 'vdi' missing from arguments");
    if (db.byUuid('VDI', args['vdi']) === undefined) {
      throw new PluginException('ArgumentError', 'VDI parameter invalid');
    }
    throw new PluginException('ArgumentError', 'VDI contains invalid update package');
  },
});

/** The disks of simulated servers hold no installer, and their networks reach no repository (prepare_host_upgrade.py). */
function refuseUrl(args: PluginArgs): never {
  throw new PluginException('Exception', args['url'] === undefined ? 'MISSING_URL' : 'INVALID_URL');
}

definePlugin('prepare_host_upgrade.py', {
  main: (_call, _host, args) => refuseUrl(args),
  testUrl: (_call, _host, args) => refuseUrl(args),
  getVersion: (_call, _host, args) => refuseUrl(args),
  getDom0DefaultMemory: (_call, _host, args) => refuseUrl(args),
});
