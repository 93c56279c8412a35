import { CloudUpload, Trash2 } from 'lucide-react';
import { clientErrorCodes, toXapiError, XapiError } from '../../../xapi/client/xapi-error';
import { asyncLine, listInput, textInput, xeLine } from '../../commands';
import type { Field, Input, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes, formatTime, parseTime } from '../../values';
import { hostReason } from '../servers';
import { texts } from '../texts';

const DUMPS = 'dumps';
const ADDRESS = 'address';

function reason(inventory: Inventory, { ref }: Target): string | null {
  const host = row(inventory, 'host', ref);
  return hostReason(inventory, ref) ?? (host?.crashdumps.length === 0 ? texts.reasons.noDumps : null);
}

/** The dumps of a server, the newest first. */
function dumpsField(inventory: Inventory, target: Target | undefined): Field {
  const refs = (target && row(inventory, 'host', target.ref)?.crashdumps) ?? [];
  const items = refs.map((key) => {
    const dump = row(inventory, 'host_crashdump', key);
    return {
      key,
      label: dump ? formatTime(parseTime(dump.timestamp)) : key,
      detail: dump ? formatBytes(dump.size) : '',
      reason: null,
    };
  });
  return {
    kind: 'checklist',
    id: DUMPS,
    label: texts.fields.dumps,
    items: items.toSorted((a, b) => compareNatural(b.label, a.label)),
    initial: refs,
    empty: texts.reasons.noDumps,
    problem: (keys) => (keys.length === 0 ? texts.fields.noDumps : null),
  };
}

const uuidOf = (inventory: Inventory, ref: string): string => row(inventory, 'host_crashdump', ref)?.uuid ?? ref;
const addressIn = (input: Input): string => textInput(input, ADDRESS).trim();

function addressProblem(text: string): string | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !['ftp:', 'http:', 'https:'].includes(url.protocol)) return texts.wrong.address;
  // It stands in lines of the call, in events and in the pool's audit log, for all to read.
  return url.username === '' && url.password === '' ? null : texts.wrong.secretAddress;
}

async function each(input: Input, run: (dump: string) => Promise<string>): Promise<void> {
  for (const dump of listInput(input, DUMPS)) await run(dump);
}

/** Of a failure the pool says only how the program ended that sends (xapi_support.ml). */
async function sent(task: Promise<string>, address: string): Promise<string> {
  try {
    return await task;
  } catch (thrown) {
    const error = toXapiError(thrown);
    const hasFailed = error.code === 'INTERNAL_ERROR' && /Subprocess_failed/.test(error.params[0] ?? '');
    throw hasFailed ? new XapiError(clientErrorCodes.dumpNotSent, [address, ...error.params]) : error;
  }
}

export const crashDumpCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.sendCrashDumps',
    label: texts.labels.sendDumps,
    verb: texts.verbs.send,
    title: texts.titles.sendDumps,
    icon: CloudUpload,
    group: 'file',
    kinds: ['host'],
    calls: ['host_crashdump.upload'],
    single: true,
    reason,
    fields: (inventory, [target]) => [
      dumpsField(inventory, target),
      {
        kind: 'text',
        id: ADDRESS,
        label: texts.fields.address,
        initial: '',
        hint: texts.hints.address,
        problem: addressProblem,
      },
    ],
    script: (inventory, _target, input) => {
      const dumps = listInput(input, DUMPS);
      return {
        api: dumps.map((dump) => asyncLine('host_crashdump.upload', dump, addressIn(input), {})),
        xe: dumps.map((dump) =>
          xeLine('host-crashdump-upload', { uuid: uuidOf(inventory, dump), url: addressIn(input) }),
        ),
      };
    },
    run: async (job, target, input) => {
      const address = addressIn(input);
      await each(input, (dump) => sent(job.task('host_crashdump.upload', dump, address, {}), address));
      const count = listInput(input, DUMPS).length;
      job.keep({ words: texts.dumpsSent(count, address), object: target.id });
    },
  },
  {
    type: 'pool',
    id: 'host.removeCrashDumps',
    label: texts.labels.removeDumps,
    verb: texts.verbs.remove,
    title: texts.titles.removeDumps,
    question: texts.titles.removeDumps,
    icon: Trash2,
    group: 'file',
    kinds: ['host'],
    calls: ['host_crashdump.destroy'],
    single: true,
    danger: true,
    reason,
    fields: (inventory, [target]) => [dumpsField(inventory, target)],
    confirm: () => ({ consequence: texts.consequences.removeDumps, losses: [] }),
    script: (inventory, _target, input) => {
      const dumps = listInput(input, DUMPS);
      return {
        api: dumps.map((dump) => asyncLine('host_crashdump.destroy', dump)),
        xe: dumps.map((dump) => xeLine('host-crashdump-destroy', { uuid: uuidOf(inventory, dump) })),
      };
    },
    run: (job, _target, input) => each(input, (dump) => job.task('host_crashdump.destroy', dump)),
  },
];
