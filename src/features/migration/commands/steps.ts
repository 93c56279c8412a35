import { toXapiError } from '../../../xapi/client/xapi-error';
import { explainIn, serverChoices, textInput } from '../../commands';
import type { Choice, StepContext, WizardStep } from '../../commands';
import { networkChoices } from '../../networks';
import { deniedReason, labelOr, mayCall, only, poolName, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { storageChoices } from '../../storage';
import { formatBytes } from '../../values';
import { destinationOf, disksOf, EACH_DISK, FIELD, mapsOf, nicsOf, vmOf } from './answers';
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
  const resident = `${own} ${vmOf(context)?.resident_on ?? ''}`;
  const here = serversOf(inventory, own, pool ? poolName(inventory, pool) : '').map((choice) =>
    choice.key === resident ? { ...choice, detail: texts.choices.here } : choice,
  );
  return [...here, ...others.flatMap((other) => serversOf(other.inventory, other.id, other.name))];
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
      initial: firstOf(abroad) || firstOf(choices),
      choices,
      checksServers: false,
    });
    const to = destinationOf(context);
    if (abroad.length === 0) return { notes: [{ tone: 'info', text: texts.notes.onlyPool }] };
    return to?.other ? { notes: [{ tone: 'info', text: texts.notes.goes(to.poolName) }] } : {};
  },
};

const storageStep: WizardStep = {
  id: 'storage',
  title: texts.steps.storage,
  make: (context) => {
    const { inventory, ask } = context;
    const vm = vmOf(context);
    const to = destinationOf(context);
    if (!vm || !to) return { skipped: texts.reasons.destinationFirst };
    const disks = disksOf(inventory, vm);
    if (disks.length === 0) return { skipped: texts.notes.noDisks };
    const choicesFor = (bytes: number): readonly Choice[] => storageChoices(to.inventory, { host: to.host, bytes });
    const stays = to.other === null;
    const total = disks.reduce((sum, [, { virtual_size: size }]) => sum + size, 0);
    const forAll = choicesFor(stays ? 0 : total);
    const each = { key: EACH_DISK, label: texts.choices.eachDisk, detail: texts.choices.eachDiskHint, reason: null };
    const chosen = ask({
      kind: 'choice',
      id: FIELD.storage,
      label: texts.fields.storage,
      initial: stays ? EACH_DISK : firstOf(forAll) || EACH_DISK,
      choices: [...forAll, each],
      checksServers: false,
    });
    if (chosen !== EACH_DISK) return {};
    for (const [ref, vdi] of disks) {
      const choices = choicesFor(0).map((choice) =>
        choice.key === vdi.SR ? choice : (choicesFor(vdi.virtual_size).find(({ key }) => key === choice.key) ?? choice),
      );
      const keeps = choices.some(({ key, reason }) => key === vdi.SR && reason === null);
      ask({
        kind: 'choice',
        id: FIELD.disk(ref),
        label: texts.fields.disk(labelOr(vdi.name_label), formatBytes(vdi.virtual_size)),
        initial: keeps ? vdi.SR : firstOf(choices),
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
    const vm = vmOf(context);
    const to = destinationOf(context);
    if (!vm || !to) return { skipped: texts.reasons.destinationFirst };
    if (to.other === null) return { skipped: texts.notes.samePool };
    const nics = nicsOf(inventory, vm);
    if (nics.length === 0) return { skipped: texts.notes.noNics };
    const choices = networkChoices(to.inventory);
    for (const { ref, vif, snapshot } of nics) {
      const name = labelOr(row(inventory, 'network', vif.network)?.name_label ?? '');
      ask({
        kind: 'choice',
        id: FIELD.nic(ref),
        label: snapshot === null ? texts.fields.nic(vif.device, name) : texts.fields.snapshotNic(vif.device, snapshot),
        initial: likeNetwork(choices, name),
        choices,
        checksServers: false,
        folds: true,
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
    if (to.other !== null && vmOf(context)?.power_state === 'Halted') {
      const { copy: label, copyHint: hint } = texts.fields;
      ask({ kind: 'check', id: FIELD.copy, label, initial: false, hint });
    }
    return choices.length === 0 ? { notes: [{ tone: 'warning', text: texts.reasons.noAddress }] } : {};
  },
};

const checkStep: WizardStep = {
  id: 'check',
  title: texts.steps.check,
  make: (context) => {
    const { input, inventory, target, ask } = context;
    const to = destinationOf(context);
    const maps = mapsOf(context);
    const network = textInput(input, FIELD.network);
    ask({
      kind: 'search',
      id: FIELD.check,
      label: texts.fields.check,
      initial: '',
      verb: texts.words.verb,
      question: JSON.stringify([textInput(input, FIELD.destination), network, maps]),
      reason: to === null ? texts.reasons.destinationFirst : null,
      search: async (call) => {
        if (to === null) return [];
        const token = await (to.other?.call ?? call)('host.migrate_receive', to.host, network, {});
        await call('VM.assert_can_migrate', target.ref, token, true, maps.vdis, maps.vifs, maps.options);
        return [{ key: 'fine', label: texts.choices.fine, detail: texts.choices.fineHint, reason: null }];
      },
      explain: async (thrown) => {
        const error = toXapiError(thrown);
        if (error.code === 'CANNOT_CONTACT_HOST') return texts.words.unreachable(to?.poolName ?? '');
        const { sentence, remedy } = await explainIn(error, [inventory, ...(to ? [to.inventory] : [])]);
        return `${sentence} ${remedy}`;
      },
      nothing: texts.words.nothing,
    });
    const hasDisc = vmOf(context)?.VBDs.some((ref) => {
      const vbd = row(inventory, 'VBD', ref);
      return vbd?.type === 'CD' && !vbd.empty;
    });
    return hasDisc === true ? { notes: [{ tone: 'info', text: texts.notes.cdsEjected }] } : {};
  },
};

export const steps: readonly WizardStep[] = [destinationStep, storageStep, networksStep, transferStep, checkStep];
