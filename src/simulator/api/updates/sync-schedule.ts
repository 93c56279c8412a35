import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { postMessage } from '../message';
import { defineStep } from '../operations';
import { define } from '../registry';
import { need, thePool, type World } from '../world';
import { recordSync, syncRefusal } from './synced';

const LAST_DAY_OF_WEEK = 6;
const DAY_MS = 86_400_000;
const SYNC = 'updates/sync';

/** Turns the synchronisation of itself on or off, and plans its next time. */
export function setUpdateSync(world: World, pool: Ref<'pool'>, update_sync_enabled: boolean): void {
  world.db.transaction(() => world.db.update('pool', pool, { update_sync_enabled }));
  plan(world);
}

/** Some time of the day that comes next, for pools not to ask all at once (pool_periodic_update_sync.ml). */
function plan(world: World): void {
  const { db, engine } = world;
  const planned = engine.plannedAs(SYNC);
  if (planned !== undefined) engine.cancel(planned.sequence);
  const [, pool] = thePool(db);
  if (!pool.update_sync_enabled) return;
  const midnightMs = engine.nowMs - (engine.nowMs % DAY_MS) + DAY_MS;
  const weekday = new Date(midnightMs).getUTCDay();
  const days = pool.update_sync_frequency === 'daily' ? 0 : (pool.update_sync_day - weekday + 7) % 7;
  const dueMs = midnightMs + days * DAY_MS + engine.random.below('update sync', DAY_MS);
  engine.schedule(dueMs - engine.nowMs, SYNC, null, false, SYNC);
}

defineStep<null>(SYNC, (world) => {
  const [, pool] = thePool(world.db);
  const refused = syncRefusal(world);
  if (refused === null) recordSync(world);
  else {
    const body = `<body><message>Periodic update sync failed.</message><exception>${refused.code}</exception></body>`;
    postMessage(world, { name: 'PERIODIC_UPDATE_SYNC_FAILED', cls: 'Pool', obj_uuid: pool.uuid, body });
  }
  plan(world);
});

define({
  'pool.configure_update_sync': ({ db, world }, self, update_sync_frequency, update_sync_day) => {
    need(db, 'pool', self);
    const isWeekly = update_sync_frequency === 'weekly';
    if (isWeekly && (update_sync_day < 0 || update_sync_day > LAST_DAY_OF_WEEK)) {
      throw new Fault('INVALID_UPDATE_SYNC_DAY', String(update_sync_day));
    }
    const values = { update_sync_frequency, update_sync_day: isWeekly ? update_sync_day : 0 };
    db.transaction(() => db.update('pool', self, values));
    plan(world);
  },
  'pool.set_update_sync_enabled': ({ db, world }, self, value) => {
    const { repositories } = need(db, 'pool', self);
    if (value && repositories.length === 0) throw new Fault('NO_REPOSITORIES_CONFIGURED');
    const isRemote = repositories.every((ref) => db.row('Repository', ref).origin === 'remote');
    if (value && !isRemote) throw new Fault('CAN_NOT_PERIODIC_SYNC_UPDATES');
    setUpdateSync(world, self, value);
  },
});
