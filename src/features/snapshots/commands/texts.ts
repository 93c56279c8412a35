import { formatCount } from '../../values';

/** Words of the commands about snapshots. */
export const texts = {
  labels: {
    checkpoint: 'Take snapshot with memory…',
    revert: 'Revert to this snapshot…',
    toTemplate: 'New template from this…',
    deleteBranch: 'Delete with all that follow…',
  },
  verbs: { checkpoint: 'Take snapshot', revert: 'Revert', toTemplate: 'Create template', deleteBranch: 'Delete' },
  titles: {
    checkpoint: (name: string) => `Take a snapshot of ${name} with its memory`,
    revert: (name: string) => `Revert to ${name}`,
    toTemplate: (name: string) => `New template from ${name}`,
    deleteBranch: (name: string) => `Delete ${name} and what follows it`,
  },
  fields: {
    name: 'Name',
    description: 'Description',
    snapshotFirst: 'Take a snapshot of the present state first',
    startAfter: 'Start it afterwards',
    resumeAfter: 'Resume it afterwards',
  },
  beforeRevert: (name: string) => `Before reverting to ${name}`,
  reverts: {
    disks: 'Its disks go back to the snapshot. What was written since then is lost.',
    running: 'The VM is cut off, and its disks go back to the snapshot. What was written since then is lost.',
  },
  losesSince: (time: string) => `Everything written since ${time}`,
  reasons: {
    gone: 'It is gone.',
    vmGone: 'The VM it was taken from is gone.',
    noFollowers: 'No other snapshot follows it.',
    tooMany: (count: number) => `${formatCount(count)} of them cannot be deleted now.`,
  },
  consequence: (count: number) =>
    `This cannot be undone. ${count === 1 ? 'The snapshot goes' : `All ${formatCount(count)} snapshots go`} with the disks they keep; the VM stays as it is.`,
  losesSnapshot: (name: string) => `The snapshot ${name}`,
  newTemplate: '<new template>',
  kept: (name: string) => `The template ${name} is made.`,
} as const;
