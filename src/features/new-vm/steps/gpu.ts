import type { WizardStep } from '../../commands';
import { deniedReason, mayCall } from '../../objects';
import { gpuChoices } from '../../gpus';
import { FIELD, NONE, templateOf } from '../answers';
import { texts } from '../texts';

export const gpuStep: WizardStep = {
  id: 'gpu',
  title: texts.steps.gpu,
  make: ({ inventory, input, ask }) => {
    // A copy of the template has what the template has.
    if ((templateOf(inventory, input)?.VGPUs.length ?? 0) > 0) return { skipped: texts.notes.gpuOfTemplate };
    if (!mayCall(inventory, 'VGPU.create')) return { skipped: deniedReason(inventory, 'VGPU.create') };
    const choices = gpuChoices(inventory, () => true);
    if (choices.length === 0) return { skipped: texts.notes.noGpus };
    const none = { key: NONE, label: texts.choices.noGpu, detail: '', reason: null };
    const gpu = ask({
      kind: 'choice',
      id: FIELD.gpu,
      label: texts.fields.gpu,
      initial: NONE,
      choices: [none, ...choices],
      checksServers: false,
    });
    return gpu === NONE ? {} : { notes: [{ tone: 'info', text: texts.notes.gpuHa }] };
  },
};
