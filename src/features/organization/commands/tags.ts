import { Combine, PencilLine, Trash2 } from 'lucide-react';
import { planned, xeLine } from '../../commands';
import type { Choice, OtherPool, PlannedCall, PoolCommand, Target } from '../../commands';
import type { Call, Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { FILED, filedObjects, nounOf, sidesOf } from '../filed';
import type { FiledObject, Side } from '../filed';
import { texts } from '../texts';
import { NAME, renamedTo } from './renamed';
import { inAllPools } from './work';

/** Tags with the number of objects that carry them, over all pools. */
function tagCounts(inventory: Inventory, others: readonly OtherPool[] | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const side of sidesOf(inventory, others)) {
    for (const { tags } of filedObjects(side.inventory)) {
      for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
  }
  return counts;
}

/** The new one comes before the old one goes, so that an object is never without. */
function exchange(side: Side, from: string, to: string | null): readonly (readonly PlannedCall[])[] {
  if (from === to) return [];
  const plan: (readonly PlannedCall[])[] = [];
  for (const object of filedObjects(side.inventory)) {
    if (!object.tags.includes(from)) continue;
    const add = to === null || object.tags.includes(to) ? [] : [call(side, object, 'add', to)];
    plan.push([...add, call(side, object, 'remove', from)]);
  }
  return plan;
}

function call(side: Side, object: FiledObject, verb: 'add' | 'remove', tag: string): PlannedCall {
  const { cls, ref, uuid } = object;
  const line = xeLine(`${nounOf(side.inventory, object)}-param-${verb}`, {
    uuid,
    'param-name': 'tags',
    'param-key': tag,
  });
  return planned(line, `${cls}.${verb}_tags`, ref, tag);
}

/** What it takes in the pool of the command; others refuse for themselves. */
function callsFor(inventory: Inventory, { ref }: Target): readonly Call[] {
  const classes = new Set([...filedObjects(inventory)].flatMap(({ cls, tags }) => (tags.includes(ref) ? [cls] : [])));
  return FILED.filter((cls) => classes.has(cls)).flatMap((cls): readonly Call[] => [
    `${cls}.add_tags`,
    `${cls}.remove_tags`,
  ]);
}

const common = { type: 'pool', kinds: ['tag'], group: 'edit', calls: callsFor, reason: () => null } as const;

/** What is done to a tag is done to it on all objects of all pools. */
export const tagCommands: readonly PoolCommand[] = [
  {
    ...common,
    id: 'tag.rename',
    label: texts.labels.rename,
    verb: texts.verbs.rename,
    title: texts.titles.renameTag,
    icon: PencilLine,
    button: true,
    shortcut: 'F2',
    single: true,
    fields: (inventory, [target], _nowMs, others) => {
      const counts = tagCounts(inventory, others);
      return [
        {
          kind: 'text',
          id: NAME,
          label: texts.fields.name,
          initial: target?.ref ?? '',
          hint: texts.everywhere(counts.get(target?.ref ?? '') ?? 0),
          problem: (text) =>
            text.trim() !== target?.ref && counts.has(text.trim()) ? texts.problems.tagThere(text.trim()) : null,
        },
      ];
    },
    ...inAllPools((side, target, input) => exchange(side, target.ref, renamedTo('tag.rename', target.ref, input))),
  },
  {
    ...common,
    id: 'tag.merge',
    label: texts.labels.merge,
    verb: texts.verbs.merge,
    title: texts.titles.mergeTag,
    icon: Combine,
    button: true,
    fields: (inventory, targets, _nowMs, others) => {
      const own = new Set(targets.length === 1 ? targets.map(({ ref }) => ref) : []);
      const choices = [...tagCounts(inventory, others)]
        .filter(([tag]) => !own.has(tag))
        .sort(([a], [b]) => compareNatural(a, b))
        .map(([tag, count]): Choice => ({ key: tag, label: tag, detail: texts.objects(count), reason: null }));
      return [
        {
          kind: 'choice',
          id: NAME,
          label: texts.fields.mergeInto,
          initial: targets.length > 1 ? (targets[0]?.ref ?? '') : (choices[0]?.key ?? ''),
          choices,
          checksServers: false,
        },
      ];
    },
    ...inAllPools((side, target, input) => exchange(side, target.ref, renamedTo('tag.merge', target.ref, input))),
  },
  {
    ...common,
    id: 'tag.delete',
    label: texts.labels.delete,
    verb: texts.verbs.delete,
    title: texts.titles.deleteTag,
    question: texts.titles.deleteTag,
    icon: Trash2,
    group: 'remove',
    danger: true,
    confirm: (inventory, targets, others) => {
      const counts = tagCounts(inventory, others);
      return {
        consequence: texts.consequences.deleteTag,
        losses: targets.map(({ ref }) => texts.losesTag(ref, counts.get(ref) ?? 0)),
      };
    },
    ...inAllPools((side, target) => exchange(side, target.ref, null)),
  },
];
