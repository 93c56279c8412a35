import { textInput } from '../../commands';
import type { Choice, StepContext, WizardStep } from '../../commands';
import { row, srVisibility } from '../../objects';
import type { Inventory } from '../../objects';
import { discChoices } from '../../storage';
import { FIELD, NONE, ownDisks, templateOf } from '../answers';
import { boots, installsFromAddress, isHvm, usualFirmware } from '../template-facts';
import type { Firmware } from '../template-facts';
import { texts } from '../texts';

const FIRMWARES: readonly Firmware[] = ['bios', 'uefi', 'secure'];
const ADDRESS = /^(https?|ftp|nfs):\S+$/i;

export const mediaStep: WizardStep = {
  id: 'media',
  title: texts.steps.media,
  make: (context) => {
    const { inventory, input, ask } = context;
    const template = templateOf(inventory, input);
    const hasDisks = ownDisks(inventory, template).length > 0;
    const choices: readonly Choice[] = [
      ...(hasDisks ? [choice(NONE, texts.choices.nothing)] : []),
      choice('disc', texts.choices.disc),
      ...(isHvm(template) ? [choice('network', texts.choices.network)] : []),
      ...(installsFromAddress(template) ? [choice('address', texts.choices.address)] : []),
      ...(hasDisks ? [] : [choice(NONE, texts.choices.nothing)]),
    ];
    const initial = hasDisks ? NONE : 'disc';
    const source = ask({
      kind: 'choice',
      id: FIELD.source,
      label: texts.fields.source,
      initial,
      choices,
      checksServers: false,
    });
    const discs = discChoices(inventory, undefined).filter(({ key }) => !isGuestTools(inventory, key));
    if (source === 'disc') {
      ask({
        kind: 'choice',
        id: FIELD.disc,
        label: texts.fields.disc,
        initial: '',
        choices: discs,
        checksServers: false,
      });
    }
    if (source === 'address') {
      ask({
        kind: 'text',
        id: FIELD.address,
        label: texts.fields.address,
        initial: '',
        hint: texts.fields.addressHint,
        problem: (text) => (ADDRESS.test(text.trim()) ? null : texts.problems.address),
      });
    }
    if (isHvm(template)) askFirmware(context);
    else
      ask({
        kind: 'text',
        id: FIELD.kernel,
        label: texts.fields.kernel,
        initial: template?.PV_args ?? '',
        optional: true,
      });
    if (source === 'disc' && discs.length === 0) return { notes: [{ tone: 'info', text: texts.notes.noDiscs }] };
    return hasDisks && source === NONE ? { notes: [{ tone: 'info', text: texts.notes.bootsFromTemplate }] } : {};
  },
};

/** Nothing boots from the disc of the guest tools. */
function isGuestTools(inventory: Inventory, disc: string): boolean {
  const sr = row(inventory, 'SR', row(inventory, 'VDI', disc)?.SR ?? '');
  return sr !== undefined && srVisibility(sr) === 'hidden';
}

const choice = (key: string, label: string): Choice => ({ key, label, detail: '', reason: null });

function askFirmware({ inventory, input, ask }: StepContext): void {
  const template = templateOf(inventory, input);
  const labels = { bios: texts.choices.bios, uefi: texts.choices.uefi, secure: texts.choices.secure };
  const usual = usualFirmware(template);
  ask({
    kind: 'choice',
    id: FIELD.firmware,
    label: texts.fields.firmware,
    initial: usual,
    choices: FIRMWARES.map((each) => ({
      key: each,
      label: labels[each],
      detail: '',
      reason: each === usual || boots(template, each) ? null : texts.choices.notOffered,
    })),
    checksServers: false,
    folds: true,
  });
  if (textInput(input, FIELD.firmware) === 'bios') return;
  ask({
    kind: 'check',
    id: FIELD.vtpm,
    label: texts.fields.vtpm,
    initial: template?.platform['vtpm'] === 'true',
    hint: texts.fields.vtpmHint,
  });
}
