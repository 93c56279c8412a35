import { formatCount } from '../../values';

/** Words of the commands about GPUs. */
export const texts = {
  labels: {
    placement: 'Placement of vGPUs…',
    types: 'Allowed vGPU types…',
    assign: 'Assign a GPU…',
    unassign: 'Remove GPUs…',
  },
  verbs: { placement: 'Save', types: 'Save', assign: 'Assign', unassign: 'Remove' },
  titles: {
    placement: (name: string) => `Set the placement of vGPUs: ${name}`,
    types: (name: string) => `Set the allowed vGPU types: ${name}`,
    assign: (name: string) => `Assign a GPU to ${name}`,
    unassign: (name: string) => `Remove GPUs from ${name}`,
  },
  fields: {
    placement: 'A new vGPU goes to',
    types: 'Allowed types',
    noTypes: 'This GPU carries no vGPUs.',
    gpu: 'GPU',
    gpus: 'GPUs to remove',
    noGpus: 'It has no GPU.',
  },
  placements: { breadth_first: 'the GPU that carries least', depth_first: 'the GPU that is nearly full' },
  placementDetails: { breadth_first: 'Spread for speed', depth_first: 'Packed for density' },
  typeOn: (type: string, group: string) => `${type} on ${group}`,
  inUse: (count: number) => `In use by ${formatCount(count)} ${count === 1 ? 'VM' : 'VMs'}.`,
  roomFor: (count: number) => `Room for ${formatCount(count)}`,
  reasons: {
    gone: 'It is gone.',
    shutDown: 'Shut it down first.',
    noGpus: 'The pool has no GPU for VMs.',
    hasNone: 'It has no GPU.',
    full: 'No GPU has room for this now.',
    oneOnly: 'It does not go together with the GPU that the VM has.',
  },
} as const;
