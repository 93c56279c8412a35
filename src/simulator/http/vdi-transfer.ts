import { isNullRef, NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Fault } from '../api/fault';
import { backendName } from '../api/transfer/control-domain';
import type { MovedDisk } from '../api/transfer/parts';
import { DISK_TYPES } from '../api/vbd';
import { copiedBytes } from '../api/vdi/copy-time';
import { need, type World } from '../api/world';
import type { HandlerResponse, HttpCall } from './handlers';
import { parameter } from './parameters';
import { errorPage } from './plain';

/** Formats in which disks travel, with the type of the content (xapi: importexport.ml Format). */
export const DISK_FORMATS = {
  raw: 'application/octet-stream',
  vhd: 'application/vhd',
  tar: 'application/x-tar',
  qcow2: 'application/x-qemu-disk',
} as const;
export type DiskFormat = keyof typeof DISK_FORMATS;

/** The directory of a disk in a tar (xapi_globs.ml vdi_tar_export_dir). */
export const TAR_DIRECTORY = 'vdi';

/** What xapi says whenever vhd-tool fails, whatever the reason (vhd_tool_wrapper.ml). */
export const ioError = (): Fault => new Fault('VDI_IO_ERROR', 'Device I/O errors');

/** A disk that a parameter names by its reference or uuid; null without the parameter. */
export function namedDisk({ world, request, query }: HttpCall, name: string): Ref<'VDI'> | null {
  const given = parameter(request, query, name);
  if (given === null || world.db.has('VDI', given)) return given;
  const ref = world.db.byUuid('VDI', given);
  if (ref === undefined) throw new Fault('UUID_INVALID', 'VDI', given);
  return ref;
}

/** The format that is asked for; a response when this pool does not know it. */
export function formatOf({ request, query }: HttpCall): DiskFormat | HandlerResponse {
  const text = (parameter(request, query, 'format') ?? 'raw').toLowerCase();
  if (Object.hasOwn(DISK_FORMATS, text)) return text as DiskFormat;
  return refused(404, 'Not Found', new Fault('INTERNAL_ERROR', `Unknown format ${text}`));
}

/** An answer that xapi gives before it has looked at the disk; the task fails all the same. */
export function refused(status: number, title: string, fault: Fault): HandlerResponse {
  return { ...errorPage(status, title, fault.toList().join(' ')), fault };
}

/** What a transfer of a disk reads, and where. */
export function allocated(world: World, vdi: Ref<'VDI'>): MovedDisk {
  const { SR: sr } = need(world.db, 'VDI', vdi);
  return { sr, vdi, bytes: copiedBytes(world, vdi, sr).bytes };
}

/**
 * Plugs a disk into the control domain of a server for a transfer, so that nobody takes it away meanwhile. Faults:
 * VDI_INCOMPATIBLE_TYPE [vdi, type], VDI_NOT_MANAGED, OTHER_OPERATION_IN_PROGRESS, VDI_IN_USE [vdi, operation], VDI_READONLY.
 * Source: xapi: sm_fs_ops.ml with_block_attached_device, xapi_vbd_helpers.ml.
 * @returns unplugs it; a second time does nothing
 */
export function attachToControlDomain(world: World, host: Ref<'host'>, vdi: Ref<'VDI'>, mode: 'RO' | 'RW'): () => void {
  const { db, engine } = world;
  const disk = assertUsable(world, vdi, mode);
  const domain = db.row('host', host).control_domain;
  if (isNullRef(domain)) return () => undefined;
  const vbd = engine.newRef('VBD');
  const used = new Set(db.row('VM', domain).VBDs.map((ref) => Number(db.row('VBD', ref).userdevice)));
  let userdevice = 0;
  while (used.has(userdevice)) userdevice++;
  db.transaction(() =>
    db.insert('VBD', vbd, {
      uuid: engine.newUuid('VBD'),
      VM: domain,
      VDI: vdi,
      userdevice: String(userdevice),
      device: backendName(world, disk),
      mode,
      type: 'Disk',
      unpluggable: true,
      empty: false,
      currently_attached: true,
      metrics: NULL_REF,
    }),
  );
  return () => {
    if (db.has('VBD', vbd)) db.transaction(() => db.remove('VBD', vbd));
  };
}

function assertUsable({ db }: World, ref: Ref<'VDI'>, mode: 'RO' | 'RW'): Records['VDI'] {
  const vdi = need(db, 'VDI', ref);
  if (!DISK_TYPES.has(vdi.type)) throw new Fault('VDI_INCOMPATIBLE_TYPE', ref, vdi.type);
  if (!vdi.managed) throw new Fault('VDI_NOT_MANAGED', ref);
  for (const task in vdi.current_operations) {
    const operation = vdi.current_operations[task];
    if (operation === undefined || operation === 'mirror' || operation === 'copy') continue;
    throw new Fault('OTHER_OPERATION_IN_PROGRESS', 'VDI', ref, operation, task);
  }
  if (mode === 'RW' && vdi.read_only) throw new Fault('VDI_READONLY', ref);
  for (const each of vdi.sharable ? [] : vdi.VBDs) {
    const vbd = db.get('VBD', each);
    // A suspended VM is not in the way of its disks.
    const isUsed =
      vbd !== undefined &&
      (vbd.currently_attached || vbd.reserved) &&
      db.get('VM', vbd.VM)?.power_state !== 'Suspended';
    if (isUsed && (mode === 'RW' || vbd.mode === 'RW')) throw new Fault('VDI_IN_USE', ref, 'attach');
  }
  return vdi;
}
