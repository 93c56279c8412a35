import { isXapiError, toXapiError } from '../../../xapi/client/xapi-error';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { explainIn, serverChoices, textInput } from '../../commands';
import type { Choice, StepContext, Target, WizardStep } from '../../commands';
import { typeName } from '../../gpus';
import { networkChoices } from '../../networks';
import { deniedReason, labelOr, mayCall, only, poolName, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { storageChoices } from '../../storage';
import { compareNatural, formatBytes } from '../../values';
import { argsOf, destinationOf, disksOf, EACH_DISK, FIELD, gpusOf, mapsOf, nicsOf, vmsOf } from './answers';
import type { Destination } from './answers';
import { texts } from './texts';

const firstOf = (choices: readonly Choice[]): string => choices.find(({ reason }) => reason === null)?.key ?? '';

function serversOf(inventory: Inventory, pool: string, group: string): readonly Choice[] {
  const denied = mayCall(inventory, 'host.migrate_receive') ? null : deniedReason(inventory, 'host.migrate_receive');
  return serverChoices(inventory, []).map((choice) => ({
    ...choice,
    key: `${pool} ${choice.key}`,
    reason: denied ?? choice.reason,
    group,
  }));
}

function destinationChoices(context: StepContext): readonly Choice[] {
  const { inventory, target, others } = context;
  const own = target.id.connection;
  const [, pool] = only(inventory, 'pool') ?? [];
  const residents = new Set(vmsOf(context).map(([, vm]) => `${own} ${vm.resident_on}`));
  const here = serversOf(inventory, own, pool ? poolName(inventory, pool) : '').map((choice) =>
    residents.size === 1 && residents.has(choice.key) ? { ...choice, detail: texts.choices.here } : choice,
  );
  return [...here, ...others.flatMap((other) => serversOf(other.inventory, other.id, other.name))];
}

/** The server where all of them run, so that disks alone move; else one of this pool: nothing leaves it unasked. */
function hereFirst(context: StepContext, choices: readonly Choice[]): string {
  const own = context.target.id.connection;
  const residents = new Set(vmsOf(context).map(([, vm]) => `${own} ${vm.resident_on}`));
  const stays = choices.find(({ key, reason }) => residents.size === 1 && residents.has(key) && reason === null);
  return stays?.key ?? firstOf(choices);
}

const destinationStep: WizardStep = {
  id: 'destination',
  title: texts.steps.destination,
  make: (context) => {
    const choices = destinationChoices(context);
    const isElsewhere = (choice: Choice): boolean => choice.key.split(' ', 1)[0] !== context.target.id.connection;
    const abroad = choices.filter(isElsewhere);
    context.ask({
      kind: 'choice',
      id: FIELD.destination,
      label: texts.fields.destination,
      initial: hereFirst(context, choices),
      choices,
      checksServers: false,
    });
    const to = destinationOf(context);
    if (abroad.length === 0) return { notes: [{ tone: 'info', text: texts.notes.onlyPool }] };
    const { goes, goMany } = texts.notes;
    const { length: count } = context.targets;
    const text = to?.other && (count > 1 ? goMany(count, to.poolName) : goes(to.poolName));
    return text ? { notes: [{ tone: 'info', text }] } : {};
  },
};

const storageStep: WizardStep = {
  id: 'storage',
  title: texts.steps.storage,
  make: (context) => {
    const { inventory, ask } = context;
    const vms = vmsOf(context);
    const to = destinationOf(context);
    if (vms.length === 0 || !to) return { skipped: texts.reasons.destinationFirst };
    const disks = vms.flatMap(([target, vm]) =>
      disksOf(inventory, vm).map(([ref, vdi]) => ({ ref, vdi, owner: target.name })),
    );
    if (disks.length === 0) return { skipped: texts.notes.noDisks };
    const choicesFor = (bytes: number): readonly Choice[] => storageChoices(to.inventory, { host: to.host, bytes });
    const stays = to.other === null;
    const total = disks.reduce((sum, { vdi }) => sum + vdi.virtual_size, 0);
    const forAll = choicesFor(stays ? 0 : total);
    const each = { key: EACH_DISK, label: texts.choices.eachDisk, detail: texts.choices.eachDiskHint, reason: null };
    const isSeveral = vms.length === 1 && disks.length > 1;
    const chosen = ask({
      kind: 'choice',
      id: FIELD.storage,
      label: vms.length === 1 ? texts.fields.storage : texts.fields.storageMany,
      initial: stays || isSeveral ? EACH_DISK : firstOf(forAll) || EACH_DISK,
      choices: isSeveral ? [each, ...forAll] : [...forAll, each],
      checksServers: false,
    });
    if (chosen !== EACH_DISK) return {};
    const anySize = choicesFor(0);
    const together = firstOf(choicesFor(total));
    for (const { ref, vdi, owner } of disks) {
      const bySize = new Map(choicesFor(vdi.virtual_size).map((choice) => [choice.key, choice]));
      const choices = anySize.map((choice) => (choice.key === vdi.SR ? choice : (bySize.get(choice.key) ?? choice)));
      const keeps = choices.some(({ key, reason }) => key === vdi.SR && reason === null);
      const [name, size] = [labelOr(vdi.name_label), formatBytes(vdi.virtual_size)];
      ask({
        kind: 'choice',
        id: FIELD.disk(ref),
        label: vms.length === 1 ? texts.fields.disk(name, size) : texts.fields.diskOf(owner, name, size),
        // Where all of them have room together, each has it.
        initial: keeps ? vdi.SR : together || firstOf(choices),
        choices,
        checksServers: false,
        folds: true,
      });
    }
    return {};
  },
};

/** The network that is called the same, else the one that others of its pool get first. */
function likeNetwork(choices: readonly Choice[], name: string): string {
  return choices.find(({ label, reason }) => label === name && reason === null)?.key ?? firstOf(choices);
}

const networksStep: WizardStep = {
  id: 'networks',
  title: texts.steps.networks,
  make: (context) => {
    const { inventory, ask } = context;
    const vms = vmsOf(context);
    const to = destinationOf(context);
    if (vms.length === 0 || !to) return { skipped: texts.reasons.destinationFirst };
    if (to.other === null) return { skipped: texts.notes.samePool };
    const nics = vms.flatMap(([, vm]) => nicsOf(inventory, vm));
    if (nics.length === 0) return { skipped: texts.notes.noNics };
    const choices = networkChoices(to.inventory);
    const askFor = (id: string, network: string, labelOf: (name: string) => string): void => {
      const name = labelOr(row(inventory, 'network', network)?.name_label ?? '');
      const initial = likeNetwork(choices, name);
      ask({ kind: 'choice', id, label: labelOf(name), initial, choices, checksServers: false, folds: true });
    };
    if (vms.length > 1) {
      for (const network of new Set(nics.map(({ vif }) => vif.network)))
        askFor(FIELD.lan(network), network, texts.fields.lan);
      return {};
    }
    for (const { ref, vif, snapshot } of nics) {
      askFor(FIELD.nic(ref), vif.network, (name) =>
        snapshot === null ? texts.fields.nic(vif.device, name) : texts.fields.snapshotNic(vif.device, snapshot),
      );
    }
    return {};
  },
};

/** The groups of another pool, by whether their GPUs in a server hold a type: pools know types by their names alone. */
function groupChoices({ inventory, host }: Destination, type: string): readonly Choice[] {
  const holds = (group: Records['GPU_group']): boolean =>
    group.PGPUs.some((ref) => {
      const gpu = row(inventory, 'PGPU', ref);
      return gpu?.host === host && gpu.enabled_VGPU_types.some((each) => typeName(inventory, each) === type);
    });
  return [...rows(inventory, 'GPU_group')]
    .map(([key, group]): Choice => ({
      key,
      label: labelOr(group.name_label),
      detail: '',
      reason: holds(group) ? null : texts.reasons.noSuchGpu(type),
    }))
    .toSorted((a, b) => Number(a.reason !== null) - Number(b.reason !== null) || compareNatural(a.label, b.label));
}

const gpusStep: WizardStep = {
  id: 'gpus',
  title: texts.steps.gpus,
  make: (context) => {
    const { inventory, ask } = context;
    const vms = vmsOf(context);
    const to = destinationOf(context);
    if (vms.length === 0 || !to) return { skipped: texts.reasons.destinationFirst };
    if (to.other === null) return { skipped: texts.notes.sameGroups };
    const gpus = vms.flatMap(([target, vm]) => gpusOf(inventory, vm).map(([ref, vgpu]) => ({ ref, vgpu, target })));
    if (gpus.length === 0) return { skipped: texts.notes.noGpus };
    for (const { ref, vgpu, target } of gpus) {
      const type = typeName(inventory, vgpu.type);
      const choices = groupChoices(to, type);
      ask({
        kind: 'choice',
        id: FIELD.gpu(ref),
        label: texts.fields.gpu(vms.length === 1 ? '' : target.name, type),
        initial: firstOf(choices),
        choices,
        checksServers: false,
      });
    }
    return {};
  },
};

/** The networks on which the server that takes the VM has an address; its management network first. */
function transferChoices({ inventory, host }: Destination): readonly Choice[] {
  return [...rows(inventory, 'PIF').values()]
    .filter((pif) => pif.host === host && pif.currently_attached && (pif.IP !== '' || pif.IPv6.some((ip) => ip !== '')))
    .toSorted((a, b) => Number(b.management) - Number(a.management))
    .map((pif) => {
      const address = pif.IP === '' ? (pif.IPv6.find((ip) => ip !== '') ?? '') : pif.IP;
      return {
        key: pif.network,
        label: labelOr(row(inventory, 'network', pif.network)?.name_label ?? ''),
        detail: pif.management ? texts.choices.management(address) : address,
        reason: null,
      };
    });
}

const transferStep: WizardStep = {
  id: 'transfer',
  title: texts.steps.transfer,
  make: (context) => {
    const { ask } = context;
    const to = destinationOf(context);
    if (!to) return { skipped: texts.reasons.destinationFirst };
    const choices = transferChoices(to);
    ask({
      kind: 'choice',
      id: FIELD.network,
      label: texts.fields.network,
      initial: firstOf(choices),
      choices,
      checksServers: false,
    });
    const vms = vmsOf(context);
    if (to.other !== null && vms.length > 0 && vms.every(([, vm]) => vm.power_state === 'Halted')) {
      const { copy, copyMany, copyHint: hint } = texts.fields;
      const label = vms.length === 1 ? copy : copyMany;
      ask({ kind: 'check', id: FIELD.copy, label, initial: false, hint });
    }
    return choices.length === 0 ? { notes: [{ tone: 'warning', text: texts.reasons.noAddress }] } : {};
  },
};

/** Why a VM cannot go, in view of both pools. */
async function wordsFor(thrown: unknown, inventory: Inventory, to: Destination | null): Promise<string> {
  const error = toXapiError(thrown);
  if (error.code === 'CANNOT_CONTACT_HOST') return texts.words.unreachable(to?.poolName ?? '');
  const { sentence, remedy } = await explainIn(error, [inventory, ...(to ? [to.inventory] : [])]);
  return `${sentence} ${remedy}`;
}

const checkStep: WizardStep = {
  id: 'check',
  title: texts.steps.check,
  make: (context) => {
    const { input, inventory, targets, ask } = context;
    const to = destinationOf(context);
    const items = targets.map(({ ref, name }): Choice => ({ key: ref, label: name, detail: '', reason: null }));
    const chosen =
      targets.length === 1
        ? null
        : ask({
            kind: 'checklist',
            id: FIELD.vms,
            label: texts.fields.vms,
            items,
            initial: items.map(({ key }) => key),
            empty: '',
            problem: (keys) => (keys.length === 0 ? texts.reasons.noneChosen : null),
          });
    const isChosen = ({ ref }: Target): boolean => !Array.isArray(chosen) || chosen.some((key) => key === ref);
    const maps = targets.filter(isChosen).map((target) => [target, mapsOf({ ...context, target })] as const);
    const network = textInput(input, FIELD.network);
    ask({
      kind: 'search',
      id: FIELD.check,
      label: texts.fields.check,
      initial: '',
      verb: texts.words.verb,
      question: JSON.stringify([
        textInput(input, FIELD.destination),
        network,
        maps.map(([{ ref }, each]) => (targets.length === 1 ? each : [ref, each])),
      ]),
      reason: to === null ? texts.reasons.destinationFirst : null,
      search: async (call) => {
        if (to === null) return [];
        const token = await (to.other?.call ?? call)('host.migrate_receive', to.host, network, {});
        const refusals: string[] = [];
        for (const [{ ref, name }, each] of maps) {
          try {
            await call('VM.assert_can_migrate', ref, token, true, ...argsOf(each));
          } catch (thrown) {
            // The others of several need not stay for one of them.
            if (maps.length === 1 || isXapiError(thrown, 'CANNOT_CONTACT_HOST')) throw thrown;
            refusals.push(texts.words.ofVm(name, await wordsFor(thrown, inventory, to)));
          }
        }
        if (refusals.length === 0)
          return [{ key: 'fine', label: texts.choices.fine, detail: texts.choices.fineHint, reason: null }];
        const can = maps.length - refusals.length;
        const reason = can === 0 ? texts.reasons.noneCan : null;
        return [{ key: 'some', label: texts.choices.some(can, maps.length), detail: refusals.join(' '), reason }];
      },
      explain: (thrown) => wordsFor(thrown, inventory, to),
      nothing: texts.words.nothing,
      missing: texts.reasons.notAgreed,
      atOnce: true,
    });
    const hasDisc = vmsOf(context).some(
      ([target, vm]) =>
        isChosen(target) &&
        vm.VBDs.some((ref) => {
          const vbd = row(inventory, 'VBD', ref);
          return vbd?.type === 'CD' && !vbd.empty;
        }),
    );
    return hasDisc ? { notes: [{ tone: 'info', text: texts.notes.cdsEjected }] } : {};
  },
};

export const steps: readonly WizardStep[] = [
  destinationStep,
  storageStep,
  networksStep,
  gpusStep,
  transferStep,
  checkStep,
];
