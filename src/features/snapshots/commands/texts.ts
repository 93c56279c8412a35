import { formatCount } from '../../values';

/** Words of the commands about snapshots. */
export const texts = {
  labels: { toTemplate: 'New template from this…', deleteBranch: 'Delete with all that follow…' },
  verbs: { toTemplate: 'Create template', deleteBranch: 'Delete' },
  titles: {
    toTemplate: (name: string) => `New template from ${name}`,
    deleteBranch: (name: string) => `Delete ${name} and what follows it`,
  },
  fields: { name: 'Name', description: 'Description' },
  reasons: {
    gone: 'It is gone.',
    noFollowers: 'No other snapshot follows it.',
    tooMany: (count: number) => `${formatCount(count)} of them cannot be deleted now.`,
  },
  consequence: (count: number) =>
    `This cannot be undone. ${count === 1 ? 'The snapshot goes' : `All ${formatCount(count)} snapshots go`} with the disks they keep; the VM stays as it is.`,
  losesSnapshot: (name: string) => `The snapshot ${name}`,
  newTemplate: '<new template>',
  kept: (name: string) => `The template ${name} is made.`,
} as const;
