import { PencilLine, Tags } from 'lucide-react';
import { CLASS_OF_KIND, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { PoolCommand, Target } from '../command';
import { apiLine, xeLine } from '../script';
import { recordOfTarget } from '../target';
import type { TargetKind } from '../target';
import { texts } from '../texts';
import { isNamed, NAMED, XE_NOUN } from './named';
import type { NamedKind } from './named';
import { listInput, textInput } from './vm-call';
import type { Job } from '../work';

type TaggedKind = Exclude<NamedKind, 'gpuGroup' | 'appliance'>;

const TAGGED: readonly TaggedKind[] = ['pool', 'host', 'vm', 'template', 'snapshot', 'sr', 'vdi', 'network'];
const TAGGED_CLASSES = ['pool', 'host', 'VM', 'SR', 'VDI', 'network'] as const;

const isTagged = (kind: TargetKind): kind is TaggedKind => TAGGED.some((tagged) => tagged === kind);

function recordOf(
  inventory: Inventory,
  target: Target,
): { readonly uuid: string; readonly tags?: readonly string[] } | undefined {
  return recordOfTarget(inventory, target);
}

const exists = (inventory: Inventory, target: Target): string | null =>
  recordOf(inventory, target) ? null : texts.reasons.gone;
const uuidOf = (inventory: Inventory, target: Target): string => recordOf(inventory, target)?.uuid ?? target.ref;
const tagsOf = (inventory: Inventory, target: Target): readonly string[] => recordOf(inventory, target)?.tags ?? [];

const added = (input: readonly string[]) => input.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
const removed = (input: readonly string[]) => input.filter((word) => word.startsWith('-')).map((word) => word.slice(1));

/** Only what changes on this object: a tag it has is not added again. */
function tagChanges(inventory: Inventory, target: Target, words: readonly string[]) {
  const has = tagsOf(inventory, target);
  return {
    add: added(words).filter((tag) => !has.includes(tag)),
    remove: removed(words).filter((tag) => has.includes(tag)),
  };
}

function allTags(inventory: Inventory): readonly string[] {
  const tags = new Set<string>();
  for (const cls of TAGGED_CLASSES)
    for (const record of rows(inventory, cls).values()) for (const tag of record.tags) tags.add(tag);
  return [...tags].sort(compareNatural);
}

export const editingCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'object.rename',
    label: texts.labels.rename,
    verb: texts.verbs.rename,
    title: texts.titles.rename,
    icon: PencilLine,
    group: 'edit',
    shortcut: 'F2',
    kinds: NAMED,
    calls: (_inventory, { kind }) => (isNamed(kind) ? [`${CLASS_OF_KIND[kind]}.set_name_label`] : []),
    single: true,
    reason: exists,
    fields: (_inventory, targets) => [
      { kind: 'text', id: 'name', label: texts.fields.name, initial: targets[0]?.name ?? '' },
    ],
    script: (inventory, target, input) => {
      if (!isNamed(target.kind)) return { api: [], xe: [] };
      const name = textInput(input, 'name');
      return {
        api: [apiLine(`${CLASS_OF_KIND[target.kind]}.set_name_label`, target.ref, name)],
        xe: [xeLine(`${XE_NOUN[target.kind]}-param-set`, { uuid: uuidOf(inventory, target), 'name-label': name })],
      };
    },
    run: async (job, target, input) => {
      if (isNamed(target.kind))
        await job.call(`${CLASS_OF_KIND[target.kind]}.set_name_label`, target.ref, textInput(input, 'name'));
    },
  },
  {
    type: 'pool',
    id: 'object.tags',
    label: texts.labels.tags,
    verb: texts.verbs.tags,
    title: texts.titles.tags,
    icon: Tags,
    group: 'edit',
    kinds: TAGGED,
    calls: (_inventory, { kind }) =>
      isTagged(kind) ? [`${CLASS_OF_KIND[kind]}.add_tags`, `${CLASS_OF_KIND[kind]}.remove_tags`] : [],
    reason: exists,
    fields: (inventory, targets) => {
      const counts = new Map<string, number>();
      for (const target of targets)
        for (const tag of tagsOf(inventory, target)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      const found = [...counts.keys()].sort(compareNatural);
      return [
        {
          kind: 'tags',
          id: 'tags',
          label: texts.fields.tags,
          onAll: found.filter((tag) => counts.get(tag) === targets.length),
          onSome: found.filter((tag) => counts.get(tag) !== targets.length),
          known: allTags(inventory),
        },
      ];
    },
    script: (inventory, target, input) => {
      if (!isTagged(target.kind)) return { api: [], xe: [] };
      const { add, remove } = tagChanges(inventory, target, listInput(input, 'tags'));
      const cls = CLASS_OF_KIND[target.kind];
      const noun = XE_NOUN[target.kind];
      const uuid = uuidOf(inventory, target);
      return {
        api: [
          ...add.map((tag) => apiLine(`${cls}.add_tags`, target.ref, tag)),
          ...remove.map((tag) => apiLine(`${cls}.remove_tags`, target.ref, tag)),
        ],
        xe: [
          ...add.map((tag) => xeLine(`${noun}-param-add`, { uuid, 'param-name': 'tags', 'param-key': tag })),
          ...remove.map((tag) => xeLine(`${noun}-param-remove`, { uuid, 'param-name': 'tags', 'param-key': tag })),
        ],
      };
    },
    run: (job, target, input) => setTags(job, target, listInput(input, 'tags')),
  },
];

async function setTags(job: Job, target: Target, words: readonly string[]): Promise<void> {
  if (!isTagged(target.kind)) return;
  const cls = CLASS_OF_KIND[target.kind];
  const { add, remove } = tagChanges(job.inventory, target, words);
  for (const tag of add) await job.call(`${cls}.add_tags`, target.ref, tag);
  for (const tag of remove) await job.call(`${cls}.remove_tags`, target.ref, tag);
}
