import { FileText } from 'lucide-react';
import { apiLine, isNamed, NAMED, textInput, XE_NOUN, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { CLASS_OF_KIND, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

const DESCRIPTION = 'description';

function recordOf(inventory: Inventory, { kind, ref }: Target) {
  if (!isNamed(kind)) return undefined;
  const record: { readonly uuid: string; readonly name_description: string } | undefined = row(
    inventory,
    CLASS_OF_KIND[kind],
    ref,
  );
  return record;
}

export const descriptionCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'object.describe',
    label: texts.labels.describe,
    verb: texts.verbs.save,
    title: texts.titles.describe,
    icon: FileText,
    group: 'edit',
    kinds: NAMED,
    single: true,
    calls: (_inventory, { kind }) => (isNamed(kind) ? [`${CLASS_OF_KIND[kind]}.set_name_description`] : []),
    reason: (inventory, target) => (recordOf(inventory, target) ? null : texts.reasons.gone),
    fields: (inventory, [target]) => [
      {
        kind: 'text',
        id: DESCRIPTION,
        label: texts.fields.description,
        initial: (target && recordOf(inventory, target)?.name_description) ?? '',
        optional: true,
      },
    ],
    script: (inventory, target, input) => {
      const { kind, ref } = target;
      if (!isNamed(kind)) return { api: [], xe: [] };
      const text = textInput(input, DESCRIPTION);
      return {
        api: [apiLine(`${CLASS_OF_KIND[kind]}.set_name_description`, ref, text)],
        xe: [
          xeLine(`${XE_NOUN[kind]}-param-set`, {
            uuid: recordOf(inventory, target)?.uuid ?? ref,
            'name-description': text,
          }),
        ],
      };
    },
    run: async (job, { kind, ref }, input) => {
      if (isNamed(kind)) {
        await job.call(`${CLASS_OF_KIND[kind]}.set_name_description`, ref, textInput(input, DESCRIPTION));
      }
    },
  },
];
