import { DatabaseBackup, FileUp } from 'lucide-react';
import { apiLine, fileNames, filesOf, textInput, xeLine } from '../../commands';
import type { Field, Input, Job, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { kindOf } from '../formats/sniff';
import type { FileKind } from '../formats/sniff';
import { requestLine, upload } from '../move';
import type { FileRequest } from '../move';
import { addressOf, hostReason } from '../servers';
import { texts } from '../texts';

const FILE = 'file';
const DRY_RUN = 'dryRun';

function fileField(accept: string, kinds: readonly FileKind[], otherwise: string): Field {
  return {
    kind: 'file',
    id: FILE,
    label: texts.fields.chosen,
    initial: '',
    accept,
    inspect: async (_name, [file]) => {
      if (file && !kinds.includes(await kindOf(file))) throw new Error(otherwise);
    },
    problem: () => null,
  };
}

/** The file that was chosen; the dialog has seen to it that there is one. */
function fileIn(input: Input): File {
  const [file] = filesOf(textInput(input, FILE));
  if (!file) throw new Error('No file was chosen.');
  return file;
}

const nameIn = (input: Input): string => fileNames(textInput(input, FILE))[0] ?? '';

const restoreRequest = (inventory: Inventory, { ref }: Target): FileRequest => ({
  method: 'PUT',
  path: '/host_restore',
  query: {},
  server: addressOf(inventory, ref),
});

const databaseRequest = (isDry: boolean): FileRequest => ({
  method: 'PUT',
  path: '/pool/xmldbdump',
  query: isDry ? { dry_run: 'true' } : {},
});

const isDry = (input: Input): boolean => input[DRY_RUN] !== false;

async function restoreDatabase(job: Job, target: Target, input: Input): Promise<void> {
  const file = fileIn(input);
  const label = texts.titles.restoreDatabase(target.name);
  // The pool says first whether it can.
  await upload(job, { ...databaseRequest(true), label }, file);
  if (!isDry(input)) await upload(job, { ...databaseRequest(false), label }, file);
  job.keep({ words: isDry(input) ? texts.databaseFits : texts.databaseRestored, object: null });
}

export const restoreCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.restore',
    label: texts.labels.restore,
    verb: texts.verbs.restore,
    title: texts.titles.restore,
    question: texts.titles.restore,
    icon: FileUp,
    group: 'file',
    kinds: ['host'],
    calls: ['task.create', 'task.destroy', 'http/put_host_restore'],
    single: true,
    danger: true,
    reason: (inventory, { ref }) => hostReason(inventory, ref),
    fields: () => [fileField('.xbk,.tar', ['tar'], texts.wrong.backup)],
    confirm: () => ({ consequence: texts.consequences.restore, losses: [] }),
    script: (inventory, target, input) => ({
      api: [
        apiLine('task.create', texts.titles.restore(target.name), ''),
        requestLine(restoreRequest(inventory, target)),
        apiLine('task.destroy', texts.task),
      ],
      xe: [xeLine('host-restore', { host: target.name, 'file-name': nameIn(input) })],
    }),
    run: async (job, target, input) => {
      const label = texts.titles.restore(target.name);
      await upload(job, { ...restoreRequest(job.inventory, target), label }, fileIn(input));
      job.keep({ words: texts.restored(target.name), object: null });
    },
  },
  {
    type: 'pool',
    id: 'pool.restoreDatabase',
    label: texts.labels.restoreDatabase,
    verb: texts.verbs.restore,
    title: texts.titles.restoreDatabase,
    question: texts.titles.restoreDatabase,
    icon: DatabaseBackup,
    group: 'file',
    kinds: ['pool'],
    calls: ['task.create', 'task.destroy', 'http/put_pool_xml_db_sync'],
    single: true,
    danger: true,
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.reasons.gone),
    fields: () => [
      fileField('.xml', ['xml'], texts.wrong.database),
      { kind: 'check', id: DRY_RUN, label: texts.fields.dryRun, initial: true, hint: texts.hints.dryRun },
    ],
    confirm: () => ({ consequence: texts.consequences.restoreDatabase, losses: [] }),
    script: (_inventory, target, input) => ({
      api: [
        apiLine('task.create', texts.titles.restoreDatabase(target.name), ''),
        requestLine(databaseRequest(true)),
        ...(isDry(input) ? [] : [requestLine(databaseRequest(false))]),
        apiLine('task.destroy', texts.task),
      ],
      xe: [xeLine('pool-restore-database', { 'file-name': nameIn(input), 'dry-run': String(isDry(input)) })],
    }),
    run: restoreDatabase,
  },
];
