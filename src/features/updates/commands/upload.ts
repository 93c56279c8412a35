import { Upload } from 'lucide-react';
import { filesOf, textInput } from '../../commands';
import type { PoolCommand } from '../../commands';
import { labelOr, row } from '../../objects';
import { upload } from '../../transfer';
import { texts } from '../texts';

const FILE = 'file';
/** Real ones have tens of megabytes; what is smaller than a sector is no image. */
const LEAST_BYTES = 512;

/** Since XenServer 7.1 an update is the image of a disk, which the pool keeps in its default storage and reads. */
const PATH = '/pool_patch_upload';

/** Gives a pool from before repositories an update. */
export const uploadCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.uploadUpdate',
  ...texts.upload,
  icon: Upload,
  group: 'file',
  kinds: ['pool'],
  single: true,
  calls: ['http/put_pool_patch_upload', 'task.create'],
  reason: (inventory, { ref }) => {
    const pool = row(inventory, 'pool', ref);
    if (!pool) return texts.reasons.gone;
    return row(inventory, 'SR', pool.default_SR) ? null : texts.reasons.noDefault;
  },
  fields: () => [
    {
      kind: 'file',
      id: FILE,
      label: texts.fields.file,
      hint: texts.fields.fileHint,
      initial: '',
      accept: '.iso,.xsupdate',
      inspect: () => Promise.resolve(),
      problem: (name) => {
        const [file] = filesOf(name);
        if (!file) return texts.reasons.noFile;
        return file.size < LEAST_BYTES ? texts.reasons.notSmall : null;
      },
    },
  ],
  script: (inventory, target, input) => {
    const name = filesOf(textInput(input, FILE))[0]?.name ?? 'update.iso';
    const sr = row(inventory, 'SR', row(inventory, 'pool', target.ref)?.default_SR ?? '');
    return { api: [`PUT ${PATH}`], xe: [`xe update-upload file-name='${name}' sr-uuid=${sr?.uuid ?? ''}`] };
  },
  run: async (job, target, input) => {
    const [file] = filesOf(textInput(input, FILE));
    if (!file) return;
    await upload(job, { method: 'PUT', path: PATH, query: {}, label: texts.upload.title(labelOr(target.name)) }, file);
    job.keep({ words: texts.uploaded, object: null });
  },
};
