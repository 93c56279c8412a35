import type { Ref } from '../../../xapi/datamodel/ref';
import { callInside } from '../dispatch';
import { Fault } from '../fault';
import { modeRefusal, setHostMode } from '../host/mode';
import { commonRestrictions, isLicensed } from '../licence/features';
import { defineOperation, defineStep, startOperation, type Later } from '../operations';
import { plug } from '../pbd/plug';
import { define } from '../registry';
import { requireCoordinator } from '../sessions';
import { connectShared, installTools } from '../sr/first-boot';
import { coordinator, thePool, type Call, type World } from '../world';
import { addPoolCpus } from './first-boot';
import { assertCanJoin } from './join-checks';
import { moveServer } from './moving';

/** Certificates, database and guests travel to the pool: assumption. */
const JOIN_MS = 15_000;
/** The toolstack answers, stops and starts again as a member's (xapi_fuse.ml): assumptions. */
const LEAVE_MS = 10_000;
const RETURN_MS = 15_000;
/** xapi_session.ml: an answer to a wrong password waits. */
const WRONG_PASSWORD_MS = 5000;

const LEAVE = 'pool.leave';
const ARRIVE = 'pool.arrive';

interface Join {
  readonly address: string;
  readonly force: boolean;
}

/** The pool behind an address, as the server that wants to join finds it. */
function poolAt(world: World, address: string): World {
  const there = world.surroundings.site?.worldAt(address);
  if (there === undefined) throw new Fault('JOINING_HOST_CONNECTION_FAILED');
  for (const [ref, host] of there.db.all('host')) {
    if (host.address !== address && host.hostname !== address) continue;
    const refusal = modeRefusal(there, ref);
    if (refusal !== null) throw refusal;
    requireCoordinator(there, ref);
  }
  return there;
}

function join(call: Call, address: string, user: string, password: string, force: boolean): Later | Promise<void> {
  const { world, db } = call;
  if (!isLicensed(db, 'Pooling')) throw new Fault('LICENCE_RESTRICTION');
  const there = poolAt(world, address);
  const { accounts } = there.surroundings;
  if (!Object.hasOwn(accounts, user) || accounts[user] !== password) {
    const fault = new Fault('SESSION_AUTHENTICATION_FAILED', user, 'Authentication failure');
    return new Promise((_, reject) => {
      world.surroundings.timer.after(WRONG_PASSWORD_MS, () => reject(fault));
    });
  }
  assertCanJoin(world, there, force);
  return startOperation<Join>(call, 'pool.join', { durationMs: JOIN_MS, args: { address, force }, holds: [] });
}

defineOperation<Join>('pool.join', {
  finish: (world, { address, force }) => {
    const there = poolAt(world, address);
    assertCanJoin(world, there, force);
    takeIn(world, there);
    for (const pbd of world.db.refs('PBD')) world.db.update('PBD', pbd, { currently_attached: false });
    world.engine.schedule(LEAVE_MS, LEAVE, {}, true);
  },
});

/** The world of a server that has become a member is over. */
defineStep(LEAVE, (world) => world.surroundings.site?.close(world));

/** The newcomer's rows as the pool has them from now on; it answers to the pool when its toolstack has come back. */
function takeIn(here: World, there: World): void {
  const { db, engine } = there;
  db.transaction(() => {
    const host = moveServer(here, there);
    const first = db.row('host', coordinator(db));
    const row = db.row('host', host);
    db.update('host', host, {
      enabled: false,
      tags: [],
      logging: {},
      power_on_mode: '',
      power_on_config: {},
      https_only: first.https_only,
      ssh_enabled: first.ssh_enabled,
      ssh_enabled_timeout: first.ssh_enabled_timeout,
      ssh_auto_mode: first.ssh_auto_mode,
      console_idle_timeout: first.console_idle_timeout,
    });
    installTools(there, host);
    for (const pbd of db.row('host', host).PBDs) db.update('PBD', pbd, { currently_attached: false });
    db.update('host_metrics', row.metrics, { live: false });
    setHostMode(there, host, 'booting');
    addPoolCpus(there, host);
    const restrictions = commonRestrictions([...db.all('host')].map(([, { license_params }]) => license_params));
    db.update('pool', thePool(db)[0], { restrictions });
    engine.schedule(LEAVE_MS + RETURN_MS, ARRIVE, { host }, true);
  });
}

/** Does something that the rest does not depend on (xapi: helpers.ml log_exn_continue). */
function attempt(body: () => unknown): void {
  const ignore = (error: unknown): void => {
    if (!(error instanceof Fault)) throw error;
  };
  try {
    const later = body();
    if (later instanceof Promise) later.catch(ignore);
  } catch (error) {
    ignore(error);
  }
}

/** A new member gets the coordinator's bonds and VLANs where it has the same ports (xapi: sync_networking.ml). */
function copyNetworking(world: World, host: Ref<'host'>): void {
  const { db } = world;
  const first = coordinator(db);
  const portOn = (device: string): Ref<'PIF'> | undefined =>
    db.row('host', host).PIFs.find((pif) => db.row('PIF', pif).physical && db.row('PIF', pif).device === device);
  for (const [, bond] of [...db.all('Bond')]) {
    const master = db.row('PIF', bond.master);
    if (master.host !== first) continue;
    const ports = bond.slaves.flatMap((pif) => portOn(db.row('PIF', pif).device) ?? []);
    if (ports.length === 0) continue;
    attempt(() => callInside(world, 'Bond.create', [master.network, ports, '', bond.mode, bond.properties]));
  }
  for (const [, vlan] of [...db.all('VLAN')]) {
    const untagged = db.row('PIF', vlan.untagged_PIF);
    const below = db.row('PIF', vlan.tagged_PIF).network;
    if (untagged.host !== first) continue;
    const port = db.row('network', below).PIFs.find((pif) => db.row('PIF', pif).host === host);
    const isThere = db.row('network', untagged.network).PIFs.some((pif) => db.row('PIF', pif).host === host);
    if (port === undefined || isThere) continue;
    attempt(() => callInside(world, 'VLAN.create', [port, vlan.tag, untagged.network]));
  }
}

defineStep<{ readonly host: Ref<'host'> }>(ARRIVE, (world, { host }) => {
  const { db, surroundings } = world;
  const row = db.get('host', host);
  if (row === undefined) return;
  const old = surroundings.site?.worldAt(row.address);
  if (old !== undefined && old !== world) surroundings.site?.close(old);
  setHostMode(world, host, 'up');
  db.update('host_metrics', row.metrics, { live: true });
  connectShared(world, host, coordinator(db));
  for (const pbd of db.row('host', host).PBDs) attempt(() => plug(world, pbd));
  copyNetworking(world, host);
  for (const cluster of db.refs('Cluster')) attempt(() => callInside(world, 'Cluster.pool_resync', [cluster]));
  db.update('host', host, { enabled: true });
});

define({
  'pool.join': (call, address, user, password) => join(call, address, user, password, false),
  'pool.join_force': (call, address, user, password) => join(call, address, user, password, true),
});
