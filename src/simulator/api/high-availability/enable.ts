import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { postMessage } from '../message';
import { defineOperation, startOperation, type Later } from '../operations';
import { assertPoolOperation } from '../pool/operations';
import { define } from '../registry';
import { thePool, type Call, type World } from '../world';
import { setArmed } from './armed';
import { isLive } from './plan';
import {
  assertCanHoldHeartbeat,
  clusterStack,
  findOrCreate,
  HA_METADATA,
  heartbeatRepositories,
  STATEFILE,
} from './statefile';
import { updatePoolStatus } from './status';

/** Statefile, configuration and the daemons' first agreement, per pool and per server; the end: assumptions. */
const FORM_LIVESET_MS = 10_000;
const JOIN_LIVESET_MS = 5000;
const DISABLE_MS = 8000;
/** xha interface 4.1.4.1.1: the base of all time-outs is no shorter. */
const SHORTEST_TIMEOUT_S = 10;

/** Servers of several versions are a pool under upgrade (xapi: helpers.ml pool_has_different_host_platform_versions). */
function hasSeveralVersions({ db }: World): boolean {
  return new Set([...db.all('host')].map(([, host]) => host.software_version['platform_version'] ?? '')).size > 1;
}

function assertTimeout(configuration: Readonly<Record<string, string>>): void {
  const timeout = configuration['timeout'];
  if (timeout === undefined) return;
  if (!/^\d+$/.test(timeout) || Number(timeout) < SHORTEST_TIMEOUT_S)
    throw new Fault('INVALID_VALUE', 'timeout', timeout);
}

/** A word of warning about interfaces with an address that anybody may unplug; it stops nothing. */
function warnOfLooseInterfaces(world: World): void {
  const { db } = world;
  const loose = [...db.all('PIF')].filter(
    ([, pif]) =>
      pif.ip_configuration_mode !== 'None' &&
      !db.has('Bond', pif.bond_slave_of) &&
      !pif.disallow_unplug &&
      !pif.management,
  );
  if (loose.length === 0) return;
  const head =
    'A possible network anomaly was found. The following hosts possibly have storage PIFs that are not dedicated:';
  const lines = loose.map(
    ([, pif]) => `${db.get('host', pif.host)?.name_label ?? ''}: ${pif.device} (uuid: ${pif.uuid})`,
  );
  const { uuid } = thePool(db)[1];
  postMessage(world, {
    name: 'IP_CONFIGURED_PIF_CAN_UNPLUG',
    cls: 'Pool',
    obj_uuid: uuid,
    body: [head, ...lines].join('\n'),
  });
}

function assertAllLive({ db }: World): void {
  for (const [ref, host] of db.all('host')) if (!isLive(db, host)) throw new Fault('HOST_OFFLINE', ref);
}

/** The checks in the order of xapi_pool.ml enable_ha and xapi_ha.ml enable. */
function enable(call: Call, chosen: readonly Ref<'SR'>[], configuration: Readonly<Record<string, string>>): Later {
  const { db, world } = call;
  const pool = assertPoolOperation(world, 'ha_enable');
  if (hasSeveralVersions(world)) throw new Fault('NOT_SUPPORTED_DURING_UPGRADE');
  assertFeature(db, 'HA');
  const unplugged = [...db.all('PIF')].filter(([, pif]) => pif.disallow_unplug && !pif.currently_attached);
  if (unplugged.length > 0) throw new Fault('REQUIRED_PIF_IS_UNPLUGGED', ...unplugged.map(([ref]) => ref));
  assertTimeout(configuration);
  return db.transaction(() => {
    warnOfLooseInterfaces(world);
    assertAllLive(world);
    const [sr] = chosen.length > 0 ? chosen : heartbeatRepositories(world);
    if (sr === undefined) throw new Fault('CANNOT_CREATE_STATE_FILE');
    assertCanHoldHeartbeat(world, sr);
    const statefile = findOrCreate(world, sr, STATEFILE);
    findOrCreate(world, sr, HA_METADATA);
    db.update('pool', pool, {
      ha_cluster_stack: clusterStack(world),
      ha_statefiles: [statefile],
      ha_configuration: configuration,
      ha_plan_exists_for: 0,
    });
    updatePoolStatus(world);
    for (const host of db.refs('host')) db.update('host', host, { ha_statefiles: [statefile] });
    return startOperation(call, 'pool.enable_ha', {
      durationMs: FORM_LIVESET_MS + db.count('host') * JOIN_LIVESET_MS,
      args: {},
      holds: [['pool', pool, 'ha_enable']],
    });
  });
}

defineOperation('pool.enable_ha', {
  finish: (world) => {
    const { db } = world;
    const hosts = [...db.all('host')];
    if (!hosts.every(([, host]) => isLive(db, host))) throw new Fault('HA_FAILED_TO_FORM_LIVESET');
    const peers = hosts.map(([, host]) => host.uuid);
    for (const [ref] of hosts) db.update('host', ref, { ha_network_peers: peers });
    db.update('pool', thePool(db)[0], { ha_enabled: true });
    setArmed(world, hosts.map(([ref]) => ref), true); // prettier-ignore
    touchSystemDisks(world);
  },
});

/** Disks of the heartbeat stay for the next time (xapi_ha.ml disable_internal). */
defineOperation('pool.disable_ha', {
  finish: (world) => {
    const { db } = world;
    db.update('pool', thePool(db)[0], { ha_enabled: false, ha_plan_exists_for: 0 });
    setArmed(world, db.refs('host'), false);
    touchSystemDisks(world);
  },
});

/** What may be done with these disks depends on whether high availability uses them. */
function touchSystemDisks({ db }: World): void {
  for (const [ref, vdi] of [...db.all('VDI')]) {
    if (vdi.type === 'ha_statefile' || vdi.type === 'redo_log') db.touch('VDI', ref);
  }
}

define({
  'pool.enable_ha': enable,
  'pool.disable_ha': (call) => {
    const pool = assertPoolOperation(call.world, 'ha_disable');
    const holds = [['pool', pool, 'ha_disable']] as const;
    return startOperation(call, 'pool.disable_ha', { durationMs: DISABLE_MS, args: {}, holds });
  },
});
