import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { assertSrOperation } from '../sr/operations';
import { shelve, shelvedDisks, unshelve } from '../sr/shelf';
import { account } from '../sr/space';
import { need, type Call } from '../world';
import { destroyDisk, emptyDrives, fillDisk } from './disks';
import { settleWrites } from './growth';
import { assertVdiOperation } from './operations';

type Introduced = Required<Messages['VDI.pool_introduce']['args']>;

/** Makes the row of a disk that is there already; the storage is not asked (xapi_vdi.ml introduce_dbonly). */
function introduceRow(call: Call, ...args: Introduced): Ref<'VDI'> {
  const [uuid, name_label, name_description, SR, type, sharable, read_only, other_config, location, ...rest] = args;
  const [xenstore_data, sm_config, managed, virtual_size, physical_utilisation, metadata_of_pool, ...snapshot] = rest;
  const [is_a_snapshot, snapshot_time, snapshot_of, cbt_enabled] = snapshot;
  const { db, world, engine } = call;
  const { VDIs } = need(db, 'SR', SR);
  if (VDIs.some((vdi) => db.row('VDI', vdi).location === location))
    throw new Fault('LOCATION_NOT_UNIQUE', SR, location);
  if (!UUID.test(uuid)) throw new Fault('UUID_INVALID', 'VDI', uuid);
  if (db.byUuid('VDI', uuid) !== undefined) throw new Fault('DB_UNIQUENESS_CONSTRAINT_VIOLATION', 'VDI', 'uuid', uuid);
  const ref = engine.newRef('VDI');
  db.transaction(() => {
    db.insert('VDI', ref, {
      uuid,
      name_label,
      name_description,
      SR,
      type,
      sharable,
      read_only,
      other_config,
      location,
      xenstore_data,
      sm_config,
      managed,
      virtual_size,
      physical_utilisation,
      metadata_of_pool,
      is_a_snapshot,
      snapshot_time,
      snapshot_of: db.has('VDI', snapshot_of) ? snapshot_of : NULL_REF,
      cbt_enabled,
    });
    account(world, SR, managed ? virtual_size : 0, physical_utilisation);
  });
  return ref;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function set(call: Call, self: Ref<'VDI'>, values: Partial<Records['VDI']>): void {
  need(call.db, 'VDI', self);
  call.db.transaction(() => call.db.update('VDI', self, values));
}

/** A field that the sum of the repository depends on. */
function setCounted(
  call: Call,
  self: Ref<'VDI'>,
  values: Partial<Pick<Records['VDI'], 'managed' | 'virtual_size'>>,
): void {
  const { db, world } = call;
  const before = need(db, 'VDI', self);
  const counted = ({ managed, virtual_size }: typeof before): number => (managed ? virtual_size : 0);
  db.transaction(() => {
    db.update('VDI', self, values);
    account(world, before.SR, counted({ ...before, ...values }) - counted(before), 0);
  });
}

define({
  // The storage manager finds the disk again by its location (xapi_vdi.ml introduce).
  'VDI.introduce': (
    call,
    uuid,
    name,
    description,
    SR,
    type,
    sharable,
    _read_only,
    other_config,
    location,
    xenstore,
  ) => {
    const { db, world } = call;
    const { VDIs } = assertSrOperation(world, SR, 'vdi_introduce');
    const taken = VDIs.some((vdi) => db.row('VDI', vdi).location === location && db.row('VDI', vdi).uuid !== uuid);
    if (taken) throw new Fault('LOCATION_NOT_UNIQUE', SR, location);
    const found = shelvedDisks(world, SR).find((disk) => disk.location === location);
    if (found === undefined) throw new Fault('SR_BACKEND_FAILURE_46', '', 'The VDI is not available', '');
    return db.transaction(() => {
      const [ref = NULL_REF] = unshelve(world, SR, [found.uuid]);
      db.update('VDI', ref, {
        other_config,
        xenstore_data: xenstore,
        sharable,
        type,
        ...(name !== '' && { name_label: name }),
        ...(description !== '' && { name_description: description }),
      });
      return ref;
    });
  },
  'VDI.pool_introduce': introduceRow,
  'VDI.db_introduce': introduceRow,
  'VDI.db_forget': ({ world, db }, vdi) => {
    need(db, 'VDI', vdi);
    destroyDisk(world, vdi);
  },
  // Only the row goes: the next scan of the repository finds the disk again.
  'VDI.forget': ({ world, db }, ref) => {
    const vdi = assertVdiOperation(world, ref, 'forget');
    db.transaction(() => {
      emptyDrives(world, vdi);
      shelve(world, [ref]);
    });
  },
  'VDI.update': ({ world }, vdi) => {
    settleWrites(world, assertVdiOperation(world, vdi, 'update').SR);
  },
  'VDI.force_unlock': ({ db }, vdi) => {
    need(db, 'VDI', vdi);
    throw new Fault('MESSAGE_DEPRECATED');
  },
  'VDI.set_managed': (call, self, managed) => setCounted(call, self, { managed }),
  'VDI.set_virtual_size': (call, self, virtual_size) => setCounted(call, self, { virtual_size }),
  // How the storage manager reports what a guest has written; the repository's sum follows.
  'VDI.set_physical_utilisation': ({ world }, self, value) => fillDisk(world, self, value),
  'VDI.set_missing': (call, self, missing) => set(call, self, { missing }),
  'VDI.set_is_a_snapshot': (call, self, is_a_snapshot) => set(call, self, { is_a_snapshot }),
  'VDI.set_snapshot_of': (call, self, snapshot_of) => {
    if (!isNullRef(snapshot_of)) need(call.db, 'VDI', snapshot_of);
    set(call, self, { snapshot_of });
  },
  'VDI.set_snapshot_time': (call, self, snapshot_time) => set(call, self, { snapshot_time }),
  'VDI.set_metadata_of_pool': (call, self, metadata_of_pool) => {
    const { type } = need(call.db, 'VDI', self);
    if (type === 'cbt_metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', self, type);
    if (!isNullRef(metadata_of_pool)) need(call.db, 'pool', metadata_of_pool);
    set(call, self, { metadata_of_pool });
  },
});
