import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { assertOperationValid, badPowerState } from '../vm/operation-check';
import { need, thePool, type Call, type World } from '../world';

/** xapi_vtpm.ml asks for this itself, and names the key. */
const RESTRICTION = 'restrict_vtpm';

function newSecret({ db, engine }: World, value: string): Ref<'secret'> {
  const secret = engine.newRef('secret');
  db.insert('secret', secret, { uuid: engine.newUuid('secret'), value });
  return secret;
}

function assertHalted(call: Call, ref: Ref<'VM'>): void {
  const { power_state } = need(call.db, 'VM', ref);
  if (power_state !== 'Halted') throw new Fault(...badPowerState(ref, ['Halted'], power_state));
}

/** The checks in the order of xapi_vtpm.ml create. */
function create(call: Call, VM: Ref<'VM'>, is_unique: boolean): Ref<'VTPM'> {
  const { db, world } = call;
  const [, pool] = thePool(db);
  // The VM is asked first, as an operation of its own (message_forwarding.ml).
  assertOperationValid(db, VM, 'create_vtpm');
  if (pool.restrictions[RESTRICTION] === 'true') throw new Fault('FEATURE_RESTRICTED', RESTRICTION);
  // What a TPM keeps is in the database, which is true only while the VM is halted.
  if (pool.ha_enabled || db.count('Cluster') > 0) {
    throw new Fault('NOT_IMPLEMENTED', 'VTPM.create with HA or clustering enabled');
  }
  return db.transaction(() => insertVtpm(world, { VM, is_unique }, ''));
}

/** What a TPM keeps, as text of its own. */
export function keptBy({ db }: World, ref: Ref<'VTPM'>): string {
  return db.get('secret', db.row('VTPM', ref).contents)?.value ?? '';
}

/** Gives a VM a TPM that keeps this. */
export function insertVtpm(world: World, values: Partial<Records['VTPM']>, kept: string): Ref<'VTPM'> {
  const { db, engine } = world;
  const vtpm = engine.newRef('VTPM');
  const contents = newSecret(world, kept);
  db.insert('VTPM', vtpm, { uuid: engine.newUuid('VTPM'), persistence_backend: 'xapi', ...values, contents });
  return vtpm;
}

/** A copy of a TPM for a copy of its VM: a unique one begins anew (xapi_vtpm.ml copy). */
export function copyVtpm(world: World, ref: Ref<'VTPM'>, VM: Ref<'VM'>): Ref<'VTPM'> {
  const { is_unique, is_protected } = world.db.row('VTPM', ref);
  return insertVtpm(world, { VM, is_unique, is_protected }, is_unique ? '' : keptBy(world, ref));
}

/** Removes a TPM with what it keeps. */
export function removeVtpm({ db }: World, ref: Ref<'VTPM'>): void {
  const { contents } = db.row('VTPM', ref);
  db.remove('VTPM', ref);
  if (db.has('secret', contents)) db.remove('secret', contents);
}

define({
  'VTPM.create': create,
  'VTPM.destroy': (call, self) => {
    assertHalted(call, need(call.db, 'VTPM', self).VM);
    call.db.transaction(() => removeVtpm(call.world, self));
  },
  'VTPM.get_contents': ({ db, world }, self) => {
    need(db, 'VTPM', self);
    return keptBy(world, self);
  },
  // A new secret each time, so that a snapshot that has the old one keeps it.
  'VTPM.set_contents': (call, self, value) => {
    const { db, world } = call;
    const { contents } = need(db, 'VTPM', self);
    db.transaction(() => {
      db.update('VTPM', self, { contents: newSecret(world, value) });
      if (db.has('secret', contents)) db.remove('secret', contents);
    });
  },
});
