import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { releaseOf } from '../metrics/datapath';
import { hasFeature } from '../sr/features';
import type { World } from '../world';
import { argument, definePlugin, PluginException, pythonBool } from './plugin';

function repository({ db }: World, uuid: string): Ref<'SR'> {
  const ref = db.byUuid('SR', uuid);
  if (ref === undefined) throw new PluginException('Failure', `['UUID_INVALID', 'SR', '${uuid}']`);
  return ref;
}

/** An answer that says what went wrong, in the form that XenCenter reads (sm: trim_util.py to_xml). */
function trimProblem(code: string, message: string): string {
  const pair = (key: string, value: string): string =>
    `<key_value_pair><key>${key}</key><value>${value}</value></key_value_pair>`;
  return `<?xml version="1.0" ?><trim_response>${pair('errcode', code)}${pair('errmsg', message)}</trim_response>`;
}

definePlugin('trim', {
  do_trim: ({ world, db, engine }, host, args) => {
    // Creedence alpha 4 brought it.
    if (!releaseOf(db.row('host', host)).storage.hasTrim) throw new Fault('XENAPI_MISSING_PLUGIN', 'trim');
    const uuid = argument(args, 'sr_uuid');
    const sr = repository(world, uuid);
    const row = db.row('SR', sr);
    if (!hasFeature(world, row.type, 'SR_TRIM')) {
      return trimProblem('UnsupportedSRForTrim', `Trim on [${uuid}] not supported`);
    }
    const full = row.physical_utilisation >= row.physical_size;
    db.transaction(() => {
      const trim_last_triggered = String(engine.nowMs / 1000);
      db.update('SR', sr, { other_config: { ...row.other_config, trim_last_triggered } });
    });
    return full
      ? trimProblem('Trim failed on completely filled SR', 'No space to claim on a completely filled SR')
      : pythonBool(true);
  },
});

/** No cache file of an ended guest is left behind (sm: intellicache-clean). */
definePlugin('intellicache-clean', {
  clean: ({ world, db }, _host, args) => {
    argument(args, 'hours_old');
    const uuid = args['sr_uuid'];
    if (uuid !== undefined && db.row('SR', repository(world, uuid)).type !== 'ext') {
      return 'Error: logs in /var/log/SMlog';
    }
    const local = [...db.all('SR')].filter(([, sr]) => sr.type === 'ext').map(([, sr]) => sr.uuid);
    return (uuid === undefined ? local : [uuid]).map((one) => `Removed 0 caches in SR ${one}\n`).join('');
  },
});

/** The collector of the storage manager merges chains by itself; a guest's own leaves are merged when it is off. */
definePlugin('coalesce-leaf', {
  'leaf-coalesce': ({ db }, _host, args) => {
    if (db.byUuid('VM', argument(args, 'vm_uuid')) === undefined)
      throw new PluginException('Exception', 'VM not found');
    return 'VM has no leaf-coalesceable VDIs';
  },
});
