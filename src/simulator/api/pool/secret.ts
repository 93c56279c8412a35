import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { thePool, type Call, type World } from '../world';
import { isUpgrading } from './operations';

/** Key of the annex: what the servers of the pool prove to each other that they know. */
const SECRET = 'pool/secret';
/** Three rounds with every server: assumption. */
const ROTATE_MS = 12_000;

/** Three names in a row (xapi: helpers.ml PoolSecret.make). */
function makeSecret({ engine }: World): string {
  const secret = Array.from({ length: 3 }, () => engine.random.uuid('pool-secret')).join('/');
  engine.annex = { ...engine.annex, [SECRET]: secret };
  return secret;
}

/** Rotation waits for nobody: whatever else goes on in the pool stands against it (xapi_psr.ml start). */
function rotate(call: Call): Later {
  const { db } = call;
  const [pool, row] = thePool(db);
  assertFeature(db, 'Pool_secret_rotation');
  for (const [ref, host] of db.all('host')) {
    if (db.get('host_metrics', host.metrics)?.live !== true) throw new Fault('CANNOT_CONTACT_HOST', ref);
  }
  if (row.ha_enabled) throw new Fault('HA_IS_ENABLED');
  if (isUpgrading(row)) throw new Fault('NOT_SUPPORTED_DURING_UPGRADE');
  for (const task in row.current_operations) {
    throw new Fault('OTHER_OPERATION_IN_PROGRESS', 'pool', pool, row.current_operations[task] ?? '', task);
  }
  db.transaction(() => db.update('pool', pool, { is_psr_pending: true }));
  return startOperation(call, 'pool.rotate_secret', { durationMs: ROTATE_MS, args: {}, holds: [] });
}

defineOperation('pool.rotate_secret', {
  finish: (world) => {
    makeSecret(world);
    world.db.update('pool', thePool(world.db)[0], { is_psr_pending: false });
  },
  undo: ({ db }) => db.update('pool', thePool(db)[0], { is_psr_pending: false }),
});

define({
  'pool.initial_auth': ({ world }) => {
    const secret = world.engine.annex[SECRET];
    return typeof secret === 'string' ? secret : makeSecret(world);
  },
  'pool.rotate_secret': rotate,
});
