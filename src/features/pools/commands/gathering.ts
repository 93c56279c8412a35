import { Boxes, ServerCog } from 'lucide-react';
import { apiLine, listInput, textInput, xeLine } from '../../commands';
import type {
  Choice,
  Input,
  Job,
  OtherPool,
  PoolCommand,
  StepContext,
  StepNote,
  Target,
  WizardStep,
} from '../../commands';
import { deniedReason, mayCall, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { joinProblems, sideOf } from './join-problems';
import type { JoinProblem } from './join-problems';
import { texts } from './texts';

const FIELD = {
  name: 'name',
  description: 'description',
  servers: 'servers',
  force: 'force',
  address: 'address',
  user: 'user',
  password: 'password',
} as const;

interface Candidate {
  readonly pool: OtherPool;
  readonly problems: readonly JoinProblem[];
}

/** The servers that stand alone, each with what keeps it from joining. */
function candidates({ inventory, target, others, input }: StepContext): readonly Candidate[] {
  const there = sideOf(target.id.connection, inventory);
  const isForced = input[FIELD.force] === true;
  return others.flatMap((pool): Candidate[] => {
    const here = sideOf(pool.id, pool.inventory);
    if (!here || !there || rows(pool.inventory, 'host').size > 1) return [];
    const denied = mayCall(pool.inventory, 'pool.join') ? [] : [{ text: deniedReason(pool.inventory, 'pool.join') }];
    return [{ pool, problems: [...denied, ...joinProblems(here, there, isForced)] }];
  });
}

function choiceOf({ pool, problems }: Candidate): Choice {
  const [first] = problems;
  const { one, many, fits } = texts.server;
  const reason =
    first === undefined ? null : problems.length === 1 ? one(first.text) : many(first.text, problems.length - 1);
  return { key: pool.id, label: pool.name, detail: fits, reason };
}

const nameStep: WizardStep = {
  id: 'name',
  title: texts.steps.name,
  make: ({ inventory, ask }) => {
    const [, pool] = only(inventory, 'pool') ?? [];
    ask({ kind: 'text', id: FIELD.name, label: texts.fields.name, initial: pool?.name_label ?? '' });
    ask({
      kind: 'text',
      id: FIELD.description,
      label: texts.fields.description,
      initial: pool?.name_description ?? '',
      optional: true,
    });
    return {};
  },
};

const serversStep = (least: number): WizardStep => ({
  id: 'servers',
  title: texts.steps.servers,
  make: (context) => {
    const { ask } = context;
    const yields = candidates({ ...context, input: {} }).some(({ problems }) => problems.some((each) => each.yields));
    const { force: label, forceHint: hint } = texts.fields;
    if (yields) ask({ kind: 'check', id: FIELD.force, label, initial: false, hint });
    const found = candidates(context);
    const items = found.map(choiceOf);
    const possible = items.filter(({ reason }) => reason === null).map(({ key }) => key);
    ask({
      kind: 'checklist',
      id: FIELD.servers,
      label: texts.fields.servers,
      items,
      initial: least > 0 ? possible.slice(0, 1) : [],
      empty: texts.fields.noServers,
      problem: (keys) => (keys.filter((key) => possible.includes(key)).length < least ? texts.reasons.noServer : null),
    });
    const notes = found.flatMap(({ pool, problems }) =>
      problems.map(({ text, fix }): StepNote => ({
        tone: 'warning',
        text: texts.notes.problem(pool.name, text),
        ...(fix && { fixes: [fix] }),
      })),
    );
    return { notes };
  },
});

const chosen = (input: Input): readonly string[] => listInput(input, FIELD.servers);

const accountStep: WizardStep = {
  id: 'account',
  title: texts.steps.account,
  make: ({ inventory, input, ask }) => {
    if (chosen(input).length === 0) return { skipped: texts.reasons.noServer };
    const { address, addressHint, user, userHint, password } = texts.fields;
    const master = row(inventory, 'host', only(inventory, 'pool')?.[1].master ?? '');
    const initial = master?.address ?? '';
    ask({ kind: 'text', id: FIELD.address, label: address, initial, hint: addressHint });
    ask({ kind: 'text', id: FIELD.user, label: user, initial: 'root', hint: userHint });
    ask({ kind: 'text', id: FIELD.password, label: password, initial: '', secret: true });
    return {};
  },
};

const summaryStep: WizardStep = {
  id: 'summary',
  title: texts.steps.summary,
  make: ({ input }) => {
    const { alone, loses } = texts.notes;
    return { notes: [{ tone: 'info', text: chosen(input).length === 0 ? alone : loses }] };
  },
};

const joinArgs = (input: Input, password = textInput(input, FIELD.password)) =>
  [textInput(input, FIELD.address).trim(), textInput(input, FIELD.user).trim(), password] as const;

const joinCall = (input: Input) => (input[FIELD.force] === true ? 'pool.join_force' : 'pool.join');

function joinLines(input: Input): { readonly api: readonly string[]; readonly xe: readonly string[] } {
  const [address, user, password] = joinArgs(input, '…');
  const xe = xeLine('pool-join', {
    'master-address': address,
    'master-username': user,
    'master-password': password,
    ...(input[FIELD.force] === true && { force: 'true' }),
  });
  const servers = chosen(input);
  return {
    api: servers.map(() => apiLine(joinCall(input), address, user, password)),
    xe: servers.map(() => xe),
  };
}

/** One after the other, as pools take servers in; those that have joined stay whatever the next one says. */
async function joinAll(job: Job, target: Target, input: Input): Promise<void> {
  for (const [at, server] of chosen(input).entries()) {
    // The toolstack there ends with its answer, and its tasks with it: nobody could follow one.
    await job.at(server).call(joinCall(input), ...joinArgs(input));
    job.keep({ words: texts.add.joined(at + 1), object: target.id });
  }
}

const isPool = (inventory: Inventory, { kind, ref }: Target): boolean =>
  kind === 'pool' && row(inventory, 'pool', ref) !== undefined;

const poolUuid = (inventory: Inventory): string => only(inventory, 'pool')?.[1].uuid ?? '';

/** What makes pools of servers that stand alone. */
export const gatheringCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.create',
    label: texts.create.label,
    verb: texts.create.verb,
    title: texts.create.title,
    icon: Boxes,
    group: 'create',
    kinds: ['pool'],
    single: true,
    calls: ['pool.set_name_label', 'pool.set_name_description', 'pool.join', 'pool.join_force'],
    isOffered: (inventory) => rows(inventory, 'host').size === 1,
    reason: (inventory, target) => {
      if (!isPool(inventory, target)) return texts.reasons.gone;
      return rows(inventory, 'host').size > 1 ? texts.reasons.several : null;
    },
    steps: [nameStep, serversStep(0), accountStep, summaryStep],
    script: (inventory, { ref }, input) => {
      const [name, description] = [textInput(input, FIELD.name).trim(), textInput(input, FIELD.description).trim()];
      const join = joinLines(input);
      const uuid = poolUuid(inventory);
      return {
        api: [
          apiLine('pool.set_name_label', ref, name),
          apiLine('pool.set_name_description', ref, description),
          ...join.api,
        ],
        xe: [xeLine('pool-param-set', { uuid, 'name-label': name, 'name-description': description }), ...join.xe],
      };
    },
    run: async (job, target, input) => {
      const name = textInput(input, FIELD.name).trim();
      await job.call('pool.set_name_label', target.ref, name);
      await job.call('pool.set_name_description', target.ref, textInput(input, FIELD.description).trim());
      job.keep({ words: texts.create.made(name), object: target.id });
      await joinAll(job, target, input);
    },
  },
  {
    type: 'pool',
    id: 'pool.addServers',
    label: texts.add.label,
    verb: texts.add.verb,
    title: texts.add.title,
    icon: ServerCog,
    group: 'create',
    kinds: ['pool'],
    single: true,
    calls: ['pool.join', 'pool.join_force'],
    reason: (inventory, target) => (isPool(inventory, target) ? null : texts.reasons.gone),
    steps: [serversStep(1), accountStep, summaryStep],
    script: (_inventory, _target, input) => joinLines(input),
    run: joinAll,
  },
];
