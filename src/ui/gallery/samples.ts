import type { GlyphSpec, GlyphState } from '../glyphs/kinds';
import type { TreeRow } from '../tree/rows';

/** A node of the sample pool. */
export interface SampleNode {
  key: string;
  label: string;
  glyph: GlyphSpec;
  children?: readonly SampleNode[];
  dimmed?: boolean;
  badge?: string;
}

function vm(label: string, state: GlyphState): SampleNode {
  return { key: label, label, glyph: { kind: 'vm', state, label: `VM, ${state}` } };
}

export const SAMPLE_POOL: readonly SampleNode[] = [
  {
    key: 'pool',
    label: 'Harbour',
    glyph: { kind: 'pool', label: 'Pool' },
    children: [
      {
        key: 'kestrel',
        label: 'kestrel',
        glyph: { kind: 'server', mark: 'coordinator', label: 'Server, coordinator' },
        children: [
          vm('build-agent-1', 'running'),
          vm('build-agent-2', 'working'),
          vm('erp-db', 'running'),
          vm('intranet', 'paused'),
          { key: 'local-1', label: 'Local storage', glyph: { kind: 'storage', label: 'Storage' } },
        ],
      },
      {
        key: 'merlin',
        label: 'merlin',
        glyph: { kind: 'server', state: 'maintenance', label: 'Server, maintenance mode' },
        badge: 'maintenance',
        children: [vm('mail', 'suspended'), { key: 'local-2', label: 'Local storage', glyph: { kind: 'storage' } }],
      },
      {
        key: 'osprey',
        label: 'osprey',
        glyph: { kind: 'server', state: 'disconnected', label: 'Server, unreachable' },
        dimmed: true,
        children: [],
      },
      vm('file-archive-2019-do-not-delete-ask-finance-first', 'halted'),
      vm('vdi-pool-01', 'halted'),
      { key: 'nfs', label: 'NFS virtual disks', glyph: { kind: 'storage', mark: 'default', label: 'Default storage' } },
      { key: 'iscsi', label: 'iSCSI multipath', glyph: { kind: 'storage', state: 'broken', label: 'Storage, broken' } },
      { key: 'iso', label: 'ISO library', glyph: { kind: 'storage-iso', label: 'ISO storage' } },
      { key: 'tmpl', label: 'Debian 12 golden image', glyph: { kind: 'template-custom', label: 'Custom template' } },
    ],
  },
];

/** The rows of a sample tree in display order. */
export function sampleRows(
  nodes: readonly SampleNode[],
  expanded: ReadonlySet<string>,
  filter: string,
  level = 1,
): TreeRow[] {
  return nodes.flatMap((node, index) => {
    const children = node.children ?? [];
    const at = filter === '' ? -1 : node.label.toLowerCase().indexOf(filter.toLowerCase());
    const row: TreeRow = {
      key: node.key,
      level,
      label: node.label,
      glyph: node.glyph,
      expandable: children.length > 0,
      expanded: expanded.has(node.key),
      posInSet: index + 1,
      setSize: nodes.length,
      dimmed: node.dimmed,
      badge: node.badge,
      matches: at < 0 ? undefined : [[at, at + filter.length]],
    };
    return row.expanded ? [row, ...sampleRows(children, expanded, filter, level + 1)] : [row];
  });
}

/** A fully expanded tree of many rows: one pool, 64 servers, the VMs spread over them. */
export function largeTree(vms: number): TreeRow[] {
  const servers = 64;
  const rows: TreeRow[] = [
    {
      key: 'pool',
      level: 1,
      label: 'Scale',
      glyph: { kind: 'pool' },
      expandable: true,
      expanded: true,
      posInSet: 1,
      setSize: 1,
    },
  ];
  const each = Math.ceil(vms / servers);
  for (let server = 0; server < servers; server++) {
    rows.push({
      key: `server-${server}`,
      level: 2,
      label: `server-${server + 1}`,
      glyph: { kind: 'server', mark: server === 0 ? 'coordinator' : undefined },
      expandable: true,
      expanded: true,
      posInSet: server + 1,
      setSize: servers,
      badge: String(each),
    });
    for (let index = 0; index < each && server * each + index < vms; index++) {
      const number = server * each + index + 1;
      rows.push({
        key: `vm-${number}`,
        level: 3,
        label: `vm-${number}`,
        glyph: { kind: 'vm', state: number % 4 === 0 ? 'halted' : 'running', label: 'VM' },
        expandable: false,
        expanded: false,
        posInSet: index + 1,
        setSize: each,
      });
    }
  }
  return rows;
}

export interface SampleVm {
  id: string;
  name: string;
  state: 'running' | 'halted' | 'suspended';
  server: string;
  cpuPercent: number;
  memoryGib: number;
  usedGib: number;
  address: string;
  history: readonly number[];
}

/** Sample rows of a grid: numbers that look alive and are the same every time. */
export function sampleVms(count: number): SampleVm[] {
  const states = ['running', 'running', 'running', 'halted', 'suspended'] as const;
  return Array.from({ length: count }, (_, index) => {
    const state = states[index % states.length] ?? 'running';
    const memoryGib = [4, 8, 16, 32][index % 4] ?? 4;
    const wave = (at: number): number => 30 + 25 * Math.sin(at / 3 + index) + 20 * Math.sin(at * (1 + (index % 5)));
    const history = Array.from({ length: 24 }, (_unused, at) => Math.max(1, Math.round(wave(at))));
    const on = state === 'running';
    return {
      id: `vm-${index + 1}`,
      name: `${['web', 'db', 'cache', 'queue', 'batch'][index % 5] ?? 'vm'}-${String(index + 1).padStart(2, '0')}`,
      state,
      server: ['kestrel', 'merlin', 'osprey'][index % 3] ?? 'kestrel',
      cpuPercent: on ? (history.at(-1) ?? 0) : 0,
      memoryGib,
      usedGib: on ? Math.round(memoryGib * (0.3 + ((index * 37) % 60) / 100) * 10) / 10 : 0,
      address: on ? `10.4.${index % 8}.${(index * 7) % 250}` : '',
      history,
    };
  });
}
