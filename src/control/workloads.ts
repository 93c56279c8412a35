/** What guests of a simulated pool can be told to do, by `VM.other_config:workload`: data for people to choose from. */
import type { LabInput } from './labs/lab';

export interface WorkloadKind {
  /** The first word of the key's value. */
  readonly name: string;
  readonly label: string;
  readonly does: string;
  /** Each is written as `key=value` when it is not as it begins; the value of `access` stands alone. */
  readonly inputs: readonly LabInput[];
}

type Pattern = 'constant' | 'steady' | 'office' | 'nightly';

function pattern(initial: Pattern): LabInput {
  return {
    kind: 'choice',
    key: 'pattern',
    label: 'When',
    options: [
      { value: 'constant', label: 'Always the same' },
      { value: 'steady', label: 'Always, up and down a little' },
      { value: 'office', label: 'In office hours' },
      { value: 'nightly', label: 'At night' },
    ],
    initial,
  };
}

function cpu(initial: number): LabInput {
  return { kind: 'number', key: 'cpu', label: 'Use of its vCPUs', unit: '%', min: 0, max: 100, step: 5, initial };
}

function rate(usual: string): LabInput {
  return {
    kind: 'choice',
    key: 'rate',
    label: 'Each interface',
    options: [
      { value: '', label: usual },
      { value: '10m', label: '10 MiB/s' },
      { value: '100m', label: '100 MiB/s' },
      { value: '1g', label: '1 GiB/s' },
    ],
    initial: '',
  };
}

const BLOCKS = ['512', '4k', '16k', '64k', '256k', '1m', '4m'];

function blockLabel(block: string): string {
  return block.endsWith('k')
    ? `${block.slice(0, -1)} KiB`
    : block.endsWith('m')
      ? `${block.slice(0, -1)} MiB`
      : '512 B';
}

export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  { name: 'idle', label: 'Idle', does: 'It runs and does next to nothing.', inputs: [pattern('steady')] },
  {
    name: 'web',
    label: 'Web server',
    does: 'Many connections, most of what it sends comes out of memory.',
    inputs: [cpu(25), pattern('office')],
  },
  {
    name: 'database',
    label: 'Database',
    does: 'Small random reads and writes on each disk, and requests over the network.',
    inputs: [cpu(45), pattern('office')],
  },
  {
    name: 'build',
    label: 'Build server',
    does: 'All its vCPUs, and large reads and writes.',
    inputs: [cpu(90), pattern('office')],
  },
  {
    name: 'boot-storm',
    label: 'Boot storm',
    does: 'The reads of a desktop that boots, over and over.',
    inputs: [cpu(60), pattern('constant')],
  },
  {
    name: 'login-storm',
    label: 'Login storm',
    does: 'The reads and writes of people who log in, over and over.',
    inputs: [cpu(50), pattern('constant')],
  },
  {
    name: 'storage-test',
    label: 'Storage test',
    does: 'Reads or writes each of its disks as fast as they allow.',
    inputs: [
      {
        kind: 'choice',
        key: 'block',
        label: 'Size of a request',
        options: BLOCKS.map((value) => ({ value, label: blockLabel(value) })),
        initial: '64k',
      },
      { kind: 'number', key: 'depth', label: 'Requests in flight', min: 1, max: 1024, step: 1, initial: 1 },
      { kind: 'number', key: 'write', label: 'Writes', unit: '%', min: 0, max: 100, step: 10, initial: 0 },
      {
        kind: 'choice',
        key: 'access',
        label: 'Where',
        options: [
          { value: 'sequential', label: 'One after the other' },
          { value: 'random', label: 'All over the disk' },
        ],
        initial: 'sequential',
      },
      pattern('constant'),
    ],
  },
  {
    name: 'network-stream',
    label: 'Network stream',
    does: 'Sends large segments through each of its interfaces.',
    inputs: [
      rate('As fast as it can'),
      { kind: 'number', key: 'streams', label: 'Streams', min: 1, max: 1024, step: 1, initial: 1 },
      pattern('constant'),
    ],
  },
  {
    name: 'network-requests',
    label: 'Network requests',
    does: 'Small requests and answers over many connections.',
    inputs: [rate('About 3 MB/s both ways'), pattern('constant')],
  },
  {
    name: 'gpu-benchmark',
    label: 'GPU benchmark',
    does: 'Renders as fast as it can on each of its GPUs; it needs one.',
    inputs: [
      {
        kind: 'choice',
        key: 'resolution',
        label: 'Resolution',
        options: [
          { value: '1280x720', label: '1280 × 720' },
          { value: '1920x1080', label: '1920 × 1080' },
          { value: '2560x1600', label: '2560 × 1600' },
          { value: '3840x2160', label: '3840 × 2160' },
        ],
        initial: '1920x1080',
      },
      {
        kind: 'choice',
        key: 'api',
        label: 'Graphics interface',
        options: [
          { value: 'opengl', label: 'OpenGL' },
          { value: 'dx11', label: 'DirectX 11' },
        ],
        initial: 'opengl',
      },
      { kind: 'number', key: 'sessions', label: 'At once', min: 1, max: 32, step: 1, initial: 1 },
      pattern('constant'),
    ],
  },
];
