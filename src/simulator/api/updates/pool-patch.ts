import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { need, type Call, type World } from '../world';
import { APPLY_MS } from './durations';
import { finishApply, precheck, startApply, startClean } from './pool-update';

/** Everything about a patch is done by its update (xapi_pool_patch.ml forward). */
function updateOf({ db }: World, patch: Ref<'pool_patch'>): Ref<'pool_update'> {
  const { pool_update } = need(db, 'pool_patch', patch);
  need(db, 'pool_update', pool_update);
  return pool_update;
}

interface PoolApply {
  readonly patch: Ref<'pool_patch'>;
  readonly update: Ref<'pool_update'>;
  readonly left: readonly Ref<'host'>[];
}

/** One server after the other, until one refuses it (xapi_pool_patch.ml pool_apply). */
function poolApply(call: Call, patch: Ref<'pool_patch'>): Later {
  const left = call.db.refs('host');
  return startOperation<PoolApply>(call, 'pool_patch.pool_apply', {
    durationMs: APPLY_MS,
    totalMs: APPLY_MS * left.length,
    args: { patch, update: updateOf(call.world, patch), left },
    holds: [],
  });
}

defineOperation<PoolApply>('pool_patch.pool_apply', {
  finish: (world, { patch, update, left: [host, ...left] }) => {
    if (host !== undefined) finishApply(world, { update, host });
    if (left.length > 0) return continueAs('pool_patch.pool_apply', APPLY_MS, { patch, update, left });
    world.db.update('pool_patch', patch, { pool_applied: true });
    return undefined;
  },
});

defineOperation<{ readonly update: Ref<'pool_update'>; readonly host: Ref<'host'> }>('pool_patch.apply', {
  finish: (world, args) => {
    finishApply(world, args);
    return '';
  },
  result: 'string',
});

define({
  'pool_patch.precheck': ({ world }, self, host) => {
    precheck(world, updateOf(world, self), host);
    return '';
  },
  'pool_patch.apply': (call, self, host) => startApply(call, updateOf(call.world, self), host, 'pool_patch.apply'),
  'pool_patch.pool_apply': poolApply,
  'pool_patch.pool_clean': (call, self) => startClean(call, updateOf(call.world, self)),
  // Patches leave no files on servers any more (xapi_pool_patch.ml clean).
  'pool_patch.clean': ({ db }, self) => {
    need(db, 'pool_patch', self);
  },
  'pool_patch.clean_on_host': ({ db }, self, host) => {
    need(db, 'pool_patch', self);
    need(db, 'host', host);
  },
  'pool_patch.destroy': ({ db }, self) => {
    if (need(db, 'pool_patch', self).host_patches.length > 0) throw new Fault('PATCH_IS_APPLIED');
    db.transaction(() => db.remove('pool_patch', self));
  },
  'host_patch.destroy': ({ db }, self) => {
    need(db, 'host_patch', self);
    db.transaction(() => db.remove('host_patch', self));
  },
  'host_patch.apply': ({ db }, self) => {
    need(db, 'host_patch', self);
    throw new Fault('MESSAGE_DEPRECATED');
  },
});
