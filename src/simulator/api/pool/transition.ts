import type { Ref } from '../../../xapi/datamodel/ref';
import { AGENT_DELAY_MS, AGENT_RESTART_MS } from '../../physics/server-life';
import { onNewCoordinator } from '../disaster-recovery/replicas';
import { Fault } from '../fault';
import { isArmed } from '../high-availability/armed';
import { hostMode, setHostMode } from '../host/mode';
import { assertOnline } from '../host/operations';
import { postMessage } from '../message';
import { loseMemory } from '../host/toolstack';
import { defineOperation, defineStep, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { coordinator, thePool, toXapiDate, type Call, type World } from '../world';
import { agreedMaster, forgetProposal, propose } from './proposals';
import { assertPoolOperation } from './operations';

/** Two rounds with every server and the copying of the database: assumption. */
const HAND_OVER_MS = 6000;
const RESTART = 'pool.restart';

/**
 * Makes a server the coordinator. The old one answers as a member from now on; a moment later all toolstacks have
 * started again, and with them sessions and tasks are gone (xapi_pool_transition.ml become_master).
 */
function becomeCoordinator(world: World, host: Ref<'host'>): void {
  const { db, engine } = world;
  if (host === coordinator(db)) return;
  db.transaction(() => {
    db.update('pool', thePool(db)[0], { master: host });
    onNewCoordinator(world);
    postMessage(world, { name: 'POOL_MASTER_TRANSITION', cls: 'Host', obj_uuid: db.row('host', host).uuid });
  });
  engine.schedule(AGENT_DELAY_MS + AGENT_RESTART_MS, RESTART, {}, true);
}

defineStep(RESTART, (world) => {
  for (const host of world.db.refs('host')) loseMemory(world, host);
});

/** The server at an address of the pool. */
function hostAt({ db }: World, address: string): Ref<'host'> | undefined {
  for (const [ref, host] of db.all('host')) if (host.address === address || host.hostname === address) return ref;
  return undefined;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Points a server at a coordinator; when none answers at the address, it waits there in emergency mode. */
function becomeMemberOf(world: World, host: Ref<'host'>, address: string): void {
  const { db } = world;
  const target = hostAt(world, address);
  if (target === undefined && !isIpv4(address)) {
    throw new Fault('HOST_NAME_INVALID', `Failed to resolve hostname: ${address}`);
  }
  if (target === host) throw new Fault('HOST_ITS_OWN_SLAVE');
  const answers = target === coordinator(db) && hostMode(world, target) === 'up';
  setHostMode(world, host, answers ? 'up' : 'emergency');
  db.transaction(() => db.touch('host', host));
}

/** A server that is armed leaves such questions to high availability. */
function assertNotArmed({ world, host }: Call): void {
  if (isArmed(world, host)) throw new Fault('HA_IS_ENABLED');
}

/** The member takes over with its copy of the database; the others hear of it by `recover_slaves`. */
function takeOver({ world, db, host }: Call): void {
  setHostMode(world, host, 'up');
  if (host === coordinator(db)) return;
  for (const other of db.refs('host'))
    if (other !== host && hostMode(world, other) === 'up') setHostMode(world, other, 'emergency');
  becomeCoordinator(world, host);
}

interface HandOver {
  readonly host: Ref<'host'>;
}

defineOperation<HandOver>('pool.designate_new_master', {
  finish: (world, { host }) => {
    const { db } = world;
    for (const ref of db.refs('host')) assertOnline(world, ref);
    db.update('pool', thePool(db)[0], { last_update_sync: toXapiDate(0) });
    becomeCoordinator(world, host);
  },
});

/** xapi: message_forwarding.ml and xapi_pool.ml designate_new_master; every server must agree. */
function designate(call: Call, host: Ref<'host'>): Later | undefined {
  const { world, db } = call;
  const pool = assertPoolOperation(world, 'designate_new_master');
  const { address } = assertOnline(world, host);
  if (host === coordinator(db)) return undefined;
  for (const ref of db.refs('host')) {
    assertOnline(world, ref);
    const agreed = agreedMaster(world, ref);
    if (agreed !== null && agreed !== address)
      throw new Fault('HA_ABORT_NEW_MASTER', `Already agreed to commit host address '${agreed}'`);
  }
  return startOperation<HandOver>(call, 'pool.designate_new_master', {
    durationMs: HAND_OVER_MS,
    args: { host },
    holds: [['pool', pool, 'designate_new_master']],
  });
}

/** Every server that answers follows this coordinator again. */
function recoverMembers({ world, db }: Call): Ref<'host'>[] {
  const recovered: Ref<'host'>[] = [];
  for (const [ref, host] of db.all('host')) {
    const mode = hostMode(world, ref);
    const answers = db.get('host_metrics', host.metrics)?.live === true && (mode === 'up' || mode === 'emergency');
    if (ref === coordinator(db) || !answers || isArmed(world, ref)) continue;
    setHostMode(world, ref, 'up');
    recovered.unshift(ref);
  }
  return recovered;
}

define({
  'pool.designate_new_master': designate,
  'pool.emergency_transition_to_master': (call) => {
    assertNotArmed(call);
    takeOver(call);
  },
  'pool.emergency_reset_master': (call, address) => {
    assertNotArmed(call);
    becomeMemberOf(call.world, call.host, address);
  },
  'pool.recover_slaves': recoverMembers,
  // The role of the server that is asked; which one is named does not matter (xapi_pool.ml is_slave).
  'pool.is_slave': ({ db, host }) => host !== coordinator(db),
  'host.propose_new_master': ({ world, host }, address) => propose(world, host, address),
  'host.commit_new_master': (call, address) => {
    const { world, host } = call;
    const agreed = agreedMaster(world, host);
    if (agreed !== address) {
      const but = agreed === null ? 'never received a proposal' : `previously received proposal for ${agreed}`;
      throw new Fault('HA_ABORT_NEW_MASTER', `Received commit_new_master(${address}) but ${but}`);
    }
    forgetProposal(world, host);
    if (hostAt(world, address) === host) takeOver(call);
    else becomeMemberOf(world, host, address);
  },
  'host.abort_new_master': ({ world, host }) => forgetProposal(world, host),
  'host.update_master': (call, host, address) => {
    assertOnline(call.world, host);
    becomeMemberOf(call.world, host, address);
  },
});
