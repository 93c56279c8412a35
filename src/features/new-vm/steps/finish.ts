import type { WizardStep } from '../../commands';
import { deniedReason, mayCall } from '../../objects';
import { FIELD, templateOf } from '../answers';
import { takesCloudConfig } from '../template-facts';
import { texts } from '../texts';

export const cloudStep: WizardStep = {
  id: 'cloud',
  title: texts.steps.cloud,
  make: ({ inventory, input, ask }) => {
    if (!takesCloudConfig(templateOf(inventory, input))) return { skipped: texts.notes.noCloud };
    if (!mayCall(inventory, 'host.call_plugin')) return { skipped: deniedReason(inventory, 'host.call_plugin') };
    ask({
      kind: 'text',
      id: FIELD.cloud,
      label: texts.fields.cloud,
      initial: '',
      optional: true,
      lines: 14,
      hint: texts.fields.cloudHint,
    });
    return {};
  },
};

export const finishStep: WizardStep = {
  id: 'summary',
  title: texts.steps.finish,
  make: ({ ask }) => {
    ask({ kind: 'check', id: FIELD.start, label: texts.fields.start, initial: true });
    return {};
  },
};
