import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { PoolDatabase } from './pool-database';

/** What a person wants to know of a pool database that was just opened. */
export interface PoolSummary {
  /** Such as `XenServer 6.1.0`; empty when the coordinator does not say. */
  readonly product: string;
  /** The pool's name, or the coordinator's for a pool without one. */
  readonly name: string;
  readonly hosts: number;
  /** Without templates, snapshots and control domains. */
  readonly vms: number;
  readonly templates: number;
  readonly snapshots: number;
  readonly storageRepositories: number;
  readonly networks: number;
  /** Tables and columns that the model does not know, and rows with such columns. */
  readonly kept: { readonly tables: number; readonly rows: number };
  /** All of it as one sentence. */
  readonly sentence: string;
}

type Counts = Omit<PoolSummary, 'sentence'>;

export function summarise(database: PoolDatabase): PoolSummary {
  const [pool] = rowsOf(database, 'pool');
  const coordinator = pool === undefined ? undefined : rowOf(database, 'host', pool.master);
  const version = coordinator?.software_version ?? {};
  const vms = rowsOf(database, 'VM');
  const isGuest = (vm: Records['VM']): boolean => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain;
  const { unknown } = database;
  const counts: Counts = {
    product: `${version['product_brand'] ?? ''} ${version['product_version'] ?? ''}`.trim(),
    name: pool?.name_label || coordinator?.name_label || '',
    hosts: rowsOf(database, 'host').length,
    vms: vms.filter(isGuest).length,
    templates: vms.filter((vm) => vm.is_a_template && !vm.is_a_snapshot).length,
    snapshots: vms.filter((vm) => vm.is_a_snapshot).length,
    storageRepositories: rowsOf(database, 'SR').length,
    networks: rowsOf(database, 'network').length,
    kept: {
      tables: Object.values(unknown.tables).filter((rows) => rows.length > 0).length,
      rows: Object.values(unknown.columns).reduce((sum, rows) => sum + Object.keys(rows).length, 0),
    },
  };
  return { ...counts, sentence: sentence(counts) };
}

function sentence(counts: Counts): string {
  const parts = [
    count(counts.hosts, 'server'),
    count(counts.vms, 'VM'),
    count(counts.snapshots, 'snapshot'),
    count(counts.templates, 'template'),
    count(counts.storageRepositories, 'storage repository', 'storage repositories'),
    count(counts.networks, 'network'),
  ];
  const product = counts.product === '' ? '' : ` (${counts.product})`;
  return `${counts.name === '' ? 'Pool' : counts.name}${product}: ${parts.join(', ')}.`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

function rowsOf<C extends ClassName>(database: PoolDatabase, cls: C): readonly Records[C][] {
  const entries = database.tables.get(cls)?.entries;
  return entries === undefined ? [] : [...entries.values()].map((entry) => entry.row as Records[C]);
}

function rowOf<C extends ClassName>(database: PoolDatabase, cls: C, ref: string): Records[C] | undefined {
  return database.tables.get(cls)?.entries.get(ref)?.row as Records[C] | undefined;
}
