import type { Input, StepContext, StepNote, StepRemarks, WizardStep } from '../../commands';
import { deniedReason, mayCall } from '../../objects';
import { addressIn, FIELD, FROM, nameAt, READER } from './answers';
import { contentIn, inspect, inspectAddress } from './content';
import type { Content } from './content';
import { texts } from './texts';

const ACCEPTED = '.xva,.ova,.ovf,.mf,.vhd,.vmdk,.qcow2,.raw,.img,.gz,.zst';

const info = (text: string): StepNote => ({ tone: 'info', text });

function fileNotes(content: Content | undefined): readonly StepNote[] {
  switch (content?.kind) {
    case 'xva': {
      const { facts } = content;
      if (facts === null) return [info(texts.notes.closed)];
      return [
        info(texts.notes.xva(facts.machines.length, facts.disks, facts.diskBytes)),
        ...facts.machines.map(({ name, vcpus, memoryBytes }) => info(texts.notes.machine(name, vcpus, memoryBytes))),
      ].slice(0, 20);
    }
    case 'ovf':
      return [info(texts.notes.ovf(content.ovf.machines.length))];
    case 'disk':
      return [info(texts.notes.disk(content.image.format, content.image.virtualBytes))];
    default:
      return [];
  }
}

/** What a pool fetches by itself (xapi: open_uri.ml), without what would be shown to everybody. */
function addressProblem(text: string, isPageReading: boolean): string | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return texts.problems.address;
  if (url.username === '' && url.password === '') return null;
  return isPageReading ? texts.problems.accountInAddress : texts.problems.secretAddress;
}

/** What is imported, and where it is. */
export const fileStep: WizardStep = {
  id: 'file',
  title: texts.steps.file,
  make: ({ inventory, input, ask }) => {
    const denied = mayCall(inventory, 'VM.import') ? null : deniedReason(inventory, 'VM.import');
    const from = ask({
      kind: 'choice',
      id: FIELD.from,
      label: texts.fields.from,
      initial: FROM.file,
      choices: [
        { key: FROM.file, label: texts.choices.file, detail: texts.choices.fileDetail, reason: null },
        { key: FROM.address, label: texts.choices.address, detail: texts.choices.addressDetail, reason: null },
      ],
      checksServers: false,
    });
    if (from === FROM.address) return askAddress(input, ask, denied);
    ask({
      kind: 'file',
      id: FIELD.file,
      label: texts.fields.file,
      initial: '',
      hint: texts.hints.file,
      accept: ACCEPTED,
      multiple: true,
      inspect,
      problem: () => null,
    });
    return { notes: fileNotes(contentIn(input)) };
  },
};

/** Endings of what the pool does not read by itself. */
const PAGE_READS = /\.(?:ov[af]|vhd|vmdk|qcow2|raw|img)$/i;

/** What was looked at is known to this page until it is loaded anew. */
const VISIT = crypto.randomUUID();

function askAddress(input: Input, ask: StepContext['ask'], denied: string | null): StepRemarks {
  const { fields, hints, choices } = texts;
  ask({
    kind: 'text',
    id: FIELD.address,
    label: fields.address,
    initial: '',
    hint: hints.address,
    // What this page reads nobody else hears of.
    problem: (text, { [FIELD.reader]: by }) => addressProblem(text, by === READER.page),
  });
  const address = addressIn(input);
  const isFine = addressProblem(address, true) === null;
  const guess =
    denied !== null || (URL.canParse(address) && PAGE_READS.test(new URL(address).pathname))
      ? READER.page
      : READER.pool;
  const reader = ask({
    kind: 'choice',
    id: FIELD.reader,
    label: fields.reader,
    initial: guess,
    choices: [
      { key: READER.pool, label: choices.poolReads, detail: choices.poolReadsDetail, reason: denied },
      { key: READER.page, label: choices.pageReads, detail: choices.pageReadsDetail, reason: null },
    ],
    checksServers: false,
  });
  if (reader !== READER.page) return {};
  const question = `${address} ${VISIT}`;
  ask({
    kind: 'search',
    id: FIELD.found,
    label: fields.found,
    initial: '',
    verb: texts.look,
    question,
    reason: isFine ? null : texts.problems.address,
    search: async () => {
      const name = nameAt(address);
      await inspectAddress(`${question}\n${name}`, address);
      return [{ key: name, label: name, detail: '', reason: null }];
    },
    explain: (thrown) => Promise.resolve(thrown instanceof Error ? thrown.message : String(thrown)),
    nothing: '',
  });
  return { notes: fileNotes(contentIn(input)) };
}
