import { FileDown, HardDriveDownload, ImageDown } from 'lucide-react';
import { textInput, vmReason, xeLine } from '../../commands';
import type { Choice, Field, PoolCommand, Target } from '../../commands';
import { only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';
import { downloadCommand } from './download-command';

const COMPRESSION = 'compression';
const FORMAT = 'format';

/** As servers of all ages know them: `true` is gzip (xapi: compression_algorithms). */
const COMPRESSIONS: Readonly<Record<string, string>> = { gzip: 'true', zstd: 'zstd' };

/** The largest disk in the VHD format (sm: vhdutil MAX_VHD_SIZE). */
export const LARGEST_VHD_BYTES = 2040 * 2 ** 30;

function compressionField(inventory: Inventory): Field {
  // A pool that does not know the restriction is older than what it restricts.
  const restriction = only(inventory, 'pool')?.[1].restrictions['restrict_zstd_export'];
  const noZstd = restriction === undefined ? texts.reasons.oldZstd : texts.reasons.noZstd;
  const choices = (['none', 'gzip', 'zstd'] as const).map((key): Choice => {
    const [label, detail] = texts.compressions[key];
    return { key, label, detail, reason: key === 'zstd' && restriction !== 'false' ? noZstd : null };
  });
  return {
    kind: 'choice',
    id: COMPRESSION,
    label: texts.fields.compression,
    initial: 'none',
    choices,
    checksServers: false,
  };
}

const exportVm = downloadCommand({
  id: 'vm.export',
  label: texts.labels.export,
  verb: texts.verbs.export,
  title: texts.titles.export,
  icon: FileDown,
  group: 'file',
  kinds: ['vm', 'template', 'snapshot'],
  right: 'http/get_export',
  endsWithTask: true,
  reason: (inventory, target) => vmReason(row(inventory, 'VM', target.ref), 'export'),
  fields: (inventory) => [compressionField(inventory)],
  ending: () => '.xva',
  named: ({ name }) => name,
  request: (_inventory, { ref }, input) => {
    const compression = COMPRESSIONS[textInput(input, COMPRESSION)];
    return { path: '/export', query: { ref, ...(compression && { use_compression: compression }) } };
  },
  xe: (inventory, { ref, kind }, input, filename) => {
    const compression = textInput(input, COMPRESSION);
    const command =
      kind === 'vm' ? 'vm-export' : kind === 'template' ? 'template-export' : 'snapshot-export-to-template';
    const uuid = row(inventory, 'VM', ref)?.uuid ?? ref;
    return [
      xeLine(command, {
        [kind === 'vm' ? 'vm' : kind === 'template' ? 'template-uuid' : 'snapshot-uuid']: uuid,
        filename,
        ...(kind === 'vm' && compression !== 'none' && { compress: compression }),
      }),
    ];
  },
});

/** The disk itself, or the one in a drive. */
const diskOf = (inventory: Inventory, { kind, ref }: Target): string =>
  kind === 'vbd' ? (row(inventory, 'VBD', ref)?.VDI ?? '') : ref;

const exportDisk = downloadCommand({
  id: 'vdi.export',
  label: texts.labels.exportDisk,
  verb: texts.verbs.export,
  title: texts.titles.export,
  icon: HardDriveDownload,
  group: 'file',
  kinds: ['vdi', 'vbd'],
  right: 'http/get_export_raw_vdi',
  endsWithTask: true,
  isOffered: (inventory, target) => target.kind === 'vdi' || row(inventory, 'VBD', target.ref)?.type === 'Disk',
  reason: (inventory, target) => {
    const vdi = row(inventory, 'VDI', diskOf(inventory, target));
    if (!vdi) return texts.reasons.gone;
    const isReached = row(inventory, 'SR', vdi.SR)?.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.currently_attached);
    if (isReached !== true) return texts.reasons.detached;
    const isWritten = vdi.VBDs.some((ref) => {
      const vbd = row(inventory, 'VBD', ref);
      return vbd?.currently_attached === true && vbd.mode === 'RW';
    });
    return isWritten && !vdi.sharable ? texts.reasons.inUse : null;
  },
  fields: (inventory, targets) => {
    const isLarge = targets.some(
      (target) => (row(inventory, 'VDI', diskOf(inventory, target))?.virtual_size ?? 0) > LARGEST_VHD_BYTES,
    );
    const choices = (['vhd', 'raw'] as const).map((key): Choice => {
      const [label, detail] = texts.formats[key];
      return { key, label, detail, reason: key === 'vhd' && isLarge ? texts.reasons.tooLargeForVhd : null };
    });
    return [
      {
        kind: 'choice',
        id: FORMAT,
        label: texts.fields.format,
        initial: isLarge ? 'raw' : 'vhd',
        choices,
        checksServers: false,
      },
    ];
  },
  ending: (input) => (textInput(input, FORMAT) === 'raw' ? '.raw' : '.vhd'),
  named: ({ name }) => name,
  request: (inventory, target, input) => ({
    path: '/export_raw_vdi',
    query: { vdi: diskOf(inventory, target), format: textInput(input, FORMAT) },
  }),
  xe: (inventory, target, input, filename) => {
    const vdi = diskOf(inventory, target);
    const uuid = row(inventory, 'VDI', vdi)?.uuid ?? vdi;
    return [xeLine('vdi-export', { uuid, filename, format: textInput(input, FORMAT) })];
  },
});

const savePicture = downloadCommand({
  id: 'vm.savePicture',
  label: texts.labels.picture,
  verb: texts.verbs.save,
  title: texts.titles.picture,
  icon: ImageDown,
  group: 'file',
  kinds: ['vm'],
  right: 'http/get_vncsnapshot',
  isOffered: (inventory, { ref }) => row(inventory, 'VM', ref)?.power_state === 'Running',
  reason: (inventory, { ref }) => {
    const vm = row(inventory, 'VM', ref);
    if (!vm) return texts.reasons.gone;
    return vm.power_state === 'Running' ? null : texts.reasons.notRunning;
  },
  ending: () => '.png',
  named: ({ name }) => name,
  // The pool sends on to the server that the VM runs on.
  request: (_inventory, { ref }) => ({ path: '/vncsnapshot', query: { ref } }),
  xe: (inventory, { ref }, _input, filename) => [
    xeLine('vm-vncsnapshot', { uuid: row(inventory, 'VM', ref)?.uuid ?? ref, filename }),
  ],
});

export const exportCommands: readonly PoolCommand[] = [exportVm, exportDisk, savePicture];
