import { FileBox, Trash2 } from 'lucide-react';
import { addCommands, asyncLine, textInput, vmReason, xeLine } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { apiLine } from '../../commands';
import { disksOf } from '../snapshot-rows';
import { branchOf } from './branch';
import { stateCommands } from './states';
import { texts } from './texts';

const NAME = 'name';
const DESCRIPTION = 'description';

const nameIn = (target: Target, input: Input): string => textInput(input, NAME).trim() || target.name;
const descriptionIn = (input: Input): string => textInput(input, DESCRIPTION).trim();
const vmUuid = (inventory: Inventory, ref: string): string => row(inventory, 'VM', ref)?.uuid ?? ref;

/** Snapshots and their disks that go, in the order in which they can. */
function removal(inventory: Inventory, target: Target) {
  return branchOf(inventory, target.ref).map((ref) => {
    const record = row(inventory, 'VM', ref);
    return { ref, disks: record ? disksOf(inventory, record) : [] };
  });
}

function branchReason(inventory: Inventory, target: Target): string | null {
  if (!row(inventory, 'VM', target.ref)) return texts.reasons.gone;
  const branch = branchOf(inventory, target.ref);
  if (branch.length < 2) return texts.reasons.noFollowers;
  const stuck = branch.filter((ref) => vmReason(row(inventory, 'VM', ref), 'destroy') !== null);
  return stuck.length === 0 ? null : texts.reasons.tooMany(stuck.length);
}

const commands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'snapshot.toTemplate',
    label: texts.labels.toTemplate,
    verb: texts.verbs.toTemplate,
    title: texts.titles.toTemplate,
    icon: FileBox,
    group: 'create',
    kinds: ['snapshot'],
    calls: ['VM.clone', 'VM.set_name_description'],
    single: true,
    reason: (inventory, target) => vmReason(row(inventory, 'VM', target.ref), 'clone'),
    fields: (inventory, [target]) => [
      { kind: 'text', id: NAME, label: texts.fields.name, initial: target?.name ?? '' },
      {
        kind: 'text',
        id: DESCRIPTION,
        label: texts.fields.description,
        initial: (target && row(inventory, 'VM', target.ref)?.name_description) ?? '',
        optional: true,
      },
    ],
    script: (inventory, target, input) => ({
      // A snapshot is a template of its moment already: its copy is one, and no snapshot.
      api: [
        asyncLine('VM.clone', target.ref, nameIn(target, input)),
        apiLine('VM.set_name_description', texts.newTemplate, descriptionIn(input)),
      ],
      xe: [
        xeLine('snapshot-clone', { uuid: vmUuid(inventory, target.ref), 'new-name-label': nameIn(target, input) }),
        xeLine('template-param-set', { uuid: texts.newTemplate, 'name-description': descriptionIn(input) }),
      ],
    }),
    run: async (job, target, input) => {
      const name = nameIn(target, input);
      const template = await job.task('VM.clone', target.ref, name);
      job.keep({ words: texts.kept(name), object: { ...target.id, class: 'VM', ref: template } });
      await job.call('VM.set_name_description', template, descriptionIn(input));
    },
  },
  {
    type: 'pool',
    id: 'snapshot.deleteBranch',
    label: texts.labels.deleteBranch,
    verb: texts.verbs.deleteBranch,
    title: texts.titles.deleteBranch,
    icon: Trash2,
    group: 'remove',
    kinds: ['snapshot'],
    calls: ['VM.destroy', 'VDI.destroy'],
    single: true,
    danger: true,
    reason: branchReason,
    confirm: (inventory, [target]) => {
      const branch = target ? branchOf(inventory, target.ref).toReversed() : [];
      return {
        consequence: texts.consequence(branch.length),
        losses: branch.map((ref) => texts.losesSnapshot(labelOr(row(inventory, 'VM', ref)?.name_label ?? ''))),
      };
    },
    script: (inventory, target) => {
      const all = removal(inventory, target);
      return {
        api: all.flatMap(({ ref, disks }) => [
          asyncLine('VM.destroy', ref),
          ...disks.map((disk) => asyncLine('VDI.destroy', disk)),
        ]),
        xe: all.map(({ ref }) => xeLine('snapshot-uninstall', { uuid: vmUuid(inventory, ref), force: 'true' })),
      };
    },
    run: async (job, target) => {
      for (const { ref, disks } of removal(job.inventory, target)) {
        await job.task('VM.destroy', ref);
        for (const disk of disks) await job.task('VDI.destroy', disk);
      }
    },
  },
];

addCommands([...stateCommands, ...commands]);
