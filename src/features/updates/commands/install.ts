import { PackageCheck } from 'lucide-react';
import { XapiError } from '../../../xapi/client/xapi-error';
import { apiLine, asyncLine, listInput, TASK_CANCELLED, textInput, xeLine } from '../../commands';
import type { Choice, Input, PoolCommand, Script, StepContext, StepNote, Target, WizardStep } from '../../commands';
import { labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { offerIn } from '../offer';
import { texts } from '../texts';
import { askChecks } from './checks';
import { getsOf, GUIDANCES, lackingUploads, lacksAny, OFFERED, offeredHash } from './gets';
import type { Gets, Guidance } from './gets';
import { updateServer } from './update-server';

const FIELD = { updates: 'updates', servers: 'servers', guidance: 'guidance', bringBack: 'bringBack' } as const;
const USUAL: Guidance = 'recommended';

const guidanceIn = (input: Input): Guidance =>
  GUIDANCES.find((each) => each === textInput(input, FIELD.guidance)) ?? USUAL;

function updateItems(inventory: Inventory, connection: string): readonly Choice[] {
  const offered = offerIn(connection)?.updates.length ?? 0;
  const { offered: label, offeredDetail: detail } = texts.fields;
  return [
    ...(offered === 0 ? [] : [{ key: OFFERED, label: label(offered), detail, reason: null }]),
    ...lackingUploads(inventory).map(([key, update]): Choice => ({
      key,
      label: labelOr(update.name_label),
      detail: update.installation_size > 0 ? formatBytes(update.installation_size) : update.version,
      reason: null,
    })),
  ];
}

const updatesStep: WizardStep = {
  id: 'updates',
  title: texts.steps.updates,
  make: ({ inventory, target, ask }) => {
    const items = updateItems(inventory, target.id.connection);
    ask({
      kind: 'checklist',
      id: FIELD.updates,
      label: texts.fields.updates,
      items,
      initial: items.map(({ key }) => key),
      empty: texts.fields.noUpdates,
      problem: (keys) => (keys.length === 0 ? texts.reasons.chooseUpdate : null),
    });
    return {};
  },
};

/** What a server does, or several that do the same, in a line. */
function doesLine({ offered, uploaded, isEmptied, restarts, isCoordinator }: Gets, of: 'one' | 'many' = 'one'): string {
  const { gets } = texts;
  const verbs = gets[of];
  return [
    ...(isCoordinator ? [gets.coordinator] : []),
    gets.offered(offered.length + uploaded.length),
    ...(isEmptied ? [verbs.evacuate] : []),
    ...(restarts === 'nothing' ? [] : [verbs[restarts]]),
  ].join(', ');
}

const all = ({ inventory, target, input }: Pick<StepContext, 'inventory' | 'target' | 'input'>): readonly Gets[] =>
  getsOf(inventory, target.id.connection, listInput(input, FIELD.updates), guidanceIn(input));

/** Those that are chosen, in the order in which they are updated. */
const chosenIn = (context: Pick<StepContext, 'inventory' | 'target' | 'input'>): readonly Gets[] =>
  all(context).filter((each) => lacksAny(each) && listInput(context.input, FIELD.servers).includes(each.host));

const serversStep: WizardStep = {
  id: 'servers',
  title: texts.steps.servers,
  make: (context) => {
    const servers = all(context);
    const lacking = servers.filter(lacksAny);
    const coordinator = lacking.find(({ isCoordinator }) => isCoordinator);
    context.ask({
      kind: 'checklist',
      id: FIELD.servers,
      label: texts.fields.servers,
      items: servers.map((each): Choice => ({
        key: each.host,
        label: labelOr(each.name),
        detail: lacksAny(each) ? doesLine(each) : '',
        reason: lacksAny(each) ? null : texts.reasons.updated,
      })),
      initial: lacking.map(({ host }) => host),
      empty: texts.fields.noServers,
      problem: (keys) => {
        if (keys.length === 0) return texts.reasons.chooseServer;
        return coordinator && !keys.includes(coordinator.host) ? texts.reasons.coordinatorFirst : null;
      },
    });
    return { notes: [{ tone: 'info', text: texts.notes.order }] };
  },
};

const checksStep: WizardStep = {
  id: 'checks',
  title: texts.steps.checks,
  make: (context) => {
    const notes = askChecks(context, chosenIn(context), context.target.id.connection);
    const isOnlyOne = rows(context.inventory, 'host').size === 1 && chosenIn(context).some((each) => each.isEmptied);
    return { notes: isOnlyOne ? [...notes, { tone: 'warning', text: texts.checks.noPlace }] : notes };
  },
};

/** What happens to the servers: those of which the same is true in one note, in the order in which that begins. */
function planNotes(planned: readonly Gets[]): StepNote[] {
  const alike = new Map<string, Gets[]>();
  for (const each of planned) {
    const does = doesLine(each);
    alike.set(does, [...(alike.get(does) ?? []), each]);
  }
  return [...alike].flatMap(([does, [first, ...others]]): StepNote[] => {
    if (first === undefined) return [];
    if (others.length === 0) return [{ tone: 'info', text: texts.notes.plan(labelOr(first.name), does) }];
    const names = [first, ...others].map(({ name }) => labelOr(name));
    const text = texts.notes.plan(texts.notes.these(names.length), doesLine(first, 'many'));
    return [{ tone: 'info', text, list: { label: texts.notes.which, lines: names } }];
  });
}

const afterStep: WizardStep = {
  id: 'after',
  title: texts.steps.after,
  make: (context) => {
    const { ask, inventory, target, input } = context;
    const { guidances } = texts.fields;
    const guidance = ask({
      kind: 'choice',
      id: FIELD.guidance,
      label: texts.fields.guidance,
      initial: USUAL,
      choices: GUIDANCES.map((key) => ({ key, ...guidances[key], reason: null })),
      checksServers: false,
      folds: true,
    });
    ask({ kind: 'check', id: FIELD.bringBack, label: texts.fields.bringBack, initial: true });
    const planned = chosenIn({ inventory, target, input: { ...input, [FIELD.guidance]: guidance } });
    const notes = planNotes(planned);
    if (planned.some(({ isCoordinator, restarts }) => isCoordinator && restarts !== 'nothing')) {
      notes.push({ tone: 'warning', text: texts.notes.coordinator });
    }
    return { notes };
  },
};

function scriptOf(inventory: Inventory, target: Target, input: Input): Script {
  const hash = offeredHash(inventory, target.id.connection);
  const api: string[] = [];
  const xe: string[] = [];
  for (const { host, offered, uploaded, isEmptied, restarts } of chosenIn({ inventory, target, input })) {
    const uuid = row(inventory, 'host', host)?.uuid ?? host;
    if (isEmptied || restarts === 'server') {
      api.push(asyncLine('host.disable', host, false), asyncLine('host.evacuate', host));
      xe.push(xeLine('host-disable', { uuid }), xeLine('host-evacuate', { uuid }));
    }
    if (offered.length > 0) {
      api.push(asyncLine('host.apply_updates', host, hash));
      xe.push(xeLine('host-apply-updates', { host: uuid, hash }));
    }
    for (const update of uploaded) {
      api.push(asyncLine('pool_update.apply', update, host));
      const of = row(inventory, 'pool_update', update)?.uuid ?? update;
      xe.push(xeLine('update-apply', { uuid: of, host: uuid }));
    }
    if (restarts === 'server') {
      api.push(asyncLine('host.reboot', host));
      xe.push(xeLine('host-reboot', { uuid }));
    } else if (restarts === 'toolstack') {
      api.push(asyncLine('host.restart_agent', host));
      xe.push('xe-toolstack-restart');
    }
    api.push(apiLine('host.enable', host));
    xe.push(xeLine('host-enable', { uuid }));
  }
  return { api, xe };
}

/** Why there is nothing to install now; null: there is. */
function reasonOf(inventory: Inventory, { ref, id }: Target): string | null {
  const pool = row(inventory, 'pool', ref);
  if (!pool) return texts.reasons.gone;
  if (Object.values(pool.current_operations).includes('apply_updates')) return texts.reasons.running;
  return updateItems(inventory, id.connection).length === 0 ? texts.reasons.nothing : null;
}

/** Installs what servers lack, one server after the other, to the end. */
export const installCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.installUpdates',
  ...texts.install,
  icon: PackageCheck,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  danger: true,
  endsEarly: true,
  takesBack: true,
  calls: (inventory) => [
    ...((only(inventory, 'pool')?.[1].repositories.length ?? 0) > 0 ? (['host.apply_updates'] as const) : []),
    ...(lackingUploads(inventory).length > 0 ? (['pool_update.apply'] as const) : []),
    ...(['host.disable', 'host.evacuate', 'host.reboot', 'host.restart_agent', 'host.enable'] as const),
  ],
  reason: reasonOf,
  steps: [updatesStep, serversStep, checksStep, afterStep],
  script: scriptOf,
  run: async (job, target, input) => {
    const hash = offeredHash(job.inventory, target.id.connection);
    const servers = chosenIn({ inventory: job.inventory, target, input });
    const refusals: unknown[] = [];
    let done = 0;
    for (const gets of servers) {
      // What is updated stays, and the others are as they were.
      if (job.files.signal.aborted) throw new XapiError(TASK_CANCELLED);
      const work = { gets, hash, guidance: guidanceIn(input), bringsBack: input[FIELD.bringBack] !== false };
      refusals.push(...(await updateServer(job, work)));
      done += 1;
      job.keep({ words: done === 1 ? texts.kept.server(labelOr(gets.name)) : texts.kept.all(done), object: null });
    }
    // One guest that does not come back keeps no server from its updates.
    if (refusals.length > 0) throw refusals[0];
  },
};
