import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation } from '../operations';
import { define } from '../registry';
import { account } from '../sr/space';
import { provisioningOf } from '../sr/drivers';
import { need, type Call, type World } from '../world';
import { planCollection } from './chain';
import { BLOCK_BYTES, contentOf, differingBlocks, freezeContent } from './content';
import { toBase64 } from './content-blocks';
import { assertStorageOperation } from './operations';
import { trackingLogBytes } from './vhd';

type Vdi = Records['VDI'];

/** How long a disk that loses its data waits for its drives to go (xapi_vdi.ml data_destroy). */
const PATIENCE_MS = 4000;
const QUICK_MS = 500;

function setTracking({ db, world }: Call, vdi: Ref<'VDI'>, cbt_enabled: boolean): void {
  assertStorageOperation(world, vdi, cbt_enabled ? 'enable_cbt' : 'disable_cbt');
  if (db.row('VDI', vdi).cbt_enabled !== cbt_enabled) db.transaction(() => db.update('VDI', vdi, { cbt_enabled }));
}

/** What stays of a snapshot whose data is gone: the log of its changed blocks. */
function destroyData(world: World, vdi: Ref<'VDI'>): void {
  const { db } = world;
  const row = need(db, 'VDI', vdi);
  if (row.VBDs.length > 0) throw new Fault('VDI_IN_USE', vdi, 'data_destroy');
  freezeContent(world, vdi);
  const { 'vhd-parent': parent, ...sm_config } = row.sm_config;
  const format = provisioningOf(need(db, 'SR', row.SR).type);
  const physical_utilisation = trackingLogBytes(format, row.virtual_size);
  db.update('VDI', vdi, { type: 'cbt_metadata', sm_config, physical_utilisation });
  account(world, row.SR, 0, physical_utilisation - row.physical_utilisation);
  if (parent !== undefined) planCollection(world, row.SR);
}

defineOperation<{ readonly vdi: Ref<'VDI'> }>('VDI.data_destroy', {
  finish: (world, { vdi }) => destroyData(world, vdi),
});

function unrelated(text: string): Fault {
  const reason = `Failed to calculate changed blocks for given VDIs. [opterr=${text}]`;
  return new Fault('SR_BACKEND_FAILURE_460', '', reason, '');
}

function originOf(ref: Ref<'VDI'>, vdi: Vdi): string {
  if (!vdi.is_a_snapshot) return ref;
  return vdi.snapshot_of === 'OpaqueRef:NULL' ? (vdi.sm_config['content_id'] ?? '') : vdi.snapshot_of;
}

/** Both are tracked and belong to one disk, and the second is the later one (sm VDI.py list_changed_blocks). */
function assertRelated({ db }: Call, from: Ref<'VDI'>, to: Ref<'VDI'>): void {
  if (from === to) throw unrelated('Source and target VDI are same');
  const [earlier, later] = [need(db, 'VDI', from), need(db, 'VDI', to)];
  const inOrder = !later.is_a_snapshot || earlier.snapshot_time <= later.snapshot_time;
  const isOne = earlier.is_a_snapshot && originOf(from, earlier) === originOf(to, later);
  if (!earlier.cbt_enabled || !later.cbt_enabled || !isOne || !inOrder) {
    throw unrelated('Source and target VDI are unrelated');
  }
}

/** One bit for each 64 KiB, the first block in the highest bit of the first byte. */
function bitmap(sizeBytes: number, changed: readonly number[]): string {
  const bits = new Uint8Array(Math.ceil(Math.ceil(sizeBytes / BLOCK_BYTES) / 8));
  for (const block of changed) {
    const at = Math.floor(block / 8);
    bits[at] = (bits[at] ?? 0) | (0x80 >> (block % 8));
  }
  return toBase64(bits);
}

define({
  'VDI.enable_cbt': (call, vdi) => {
    need(call.db, 'VDI', vdi);
    assertFeature(call.db, 'CBT');
    setTracking(call, vdi, true);
  },
  'VDI.disable_cbt': (call, vdi) => setTracking(call, vdi, false),
  'VDI.set_cbt_enabled': ({ db }, vdi, cbt_enabled) => {
    need(db, 'VDI', vdi);
    db.transaction(() => db.update('VDI', vdi, { cbt_enabled }));
  },
  'VDI.data_destroy': (call, vdi) => {
    const holds = assertStorageOperation(call.world, vdi, 'data_destroy');
    const { type, VBDs } = call.db.row('VDI', vdi);
    if (type === 'cbt_metadata') return undefined;
    const durationMs = VBDs.length > 0 ? PATIENCE_MS : QUICK_MS;
    return startOperation(call, 'VDI.data_destroy', { durationMs, args: { vdi }, holds });
  },
  'VDI.list_changed_blocks': (call, from, to) => {
    const { db, world } = call;
    const { SR } = need(db, 'VDI', from);
    assertStorageOperation(world, to, 'list_changed_blocks');
    if (db.row('VDI', to).SR !== SR) throw unrelated('Source and target VDI are on different SRs');
    assertRelated(call, from, to);
    const later = contentOf(world, to);
    return bitmap(later.sizeBytes, differingBlocks(contentOf(world, from), later));
  },
});
