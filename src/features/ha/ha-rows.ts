import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { hostIsLive, labelOr, nameOf, only, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';
import { agilityIn } from './agility';
import { texts } from './texts';

export interface Fact {
  readonly label: string;
  readonly text: string;
}

export interface HeartbeatRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly isLive: boolean;
  readonly network: string;
  readonly storage: string;
}

export interface VmRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly priority: string;
  /** Why it cannot run on every server; null: it can. */
  readonly pinned: string | null;
  readonly order: number;
  readonly delayS: number;
}

export interface HaState {
  readonly isOn: boolean;
  readonly facts: readonly Fact[];
  readonly heartbeats: readonly HeartbeatRow[];
}

/** The repositories that hold the state file. */
function heartbeatStorage(inventory: Inventory, pool: Records['pool']): readonly string[] {
  const names = pool.ha_statefiles.flatMap((vdi) => {
    const sr = row(inventory, 'VDI', vdi)?.SR;
    const name = sr === undefined ? undefined : nameOf(inventory, 'SR', sr);
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)].sort(compareNatural);
}

function factsOf(inventory: Inventory, pool: Records['pool']): readonly Fact[] {
  const { labels } = texts;
  const state = !pool.ha_enabled ? texts.offState : pool.ha_overcommitted ? texts.overcommitted : texts.on;
  if (!pool.ha_enabled) return [{ label: labels.state, text: state }];
  return [
    { label: labels.state, text: state },
    { label: labels.tolerates, text: texts.servers(pool.ha_host_failures_to_tolerate) },
    { label: labels.plan, text: texts.servers(pool.ha_plan_exists_for) },
    { label: labels.storage, text: heartbeatStorage(inventory, pool).join(', ') },
    { label: labels.stack, text: pool.ha_cluster_stack },
  ];
}

/** Whether a pool is highly available, and what its servers see of one another. */
export function haState(inventory: Inventory, connection: string): HaState {
  const [, pool] = only(inventory, 'pool') ?? [];
  if (!pool) return { isOn: false, facts: [], heartbeats: [] };
  const count = rows(inventory, 'host').size;
  const heartbeats = [...rows(inventory, 'host')].map(([ref, host]): HeartbeatRow => {
    const isLive = hostIsLive(inventory, host);
    const files = host.ha_statefiles.filter((file) => pool.ha_statefiles.includes(file)).length;
    return {
      id: { connection, class: 'host', ref },
      name: labelOr(host.name_label),
      isLive,
      network: isLive ? texts.sees(host.ha_network_peers.length, count) : texts.down,
      storage: isLive ? texts.sees(files, pool.ha_statefiles.length) : texts.down,
    };
  });
  return {
    isOn: pool.ha_enabled,
    facts: factsOf(inventory, pool),
    heartbeats: pool.ha_enabled ? heartbeats.sort((a, b) => compareNatural(a.name, b.name)) : [],
  };
}

const RANKS = ['restart', 'best-effort', ''];

export const priorityText = (priority: string): string => texts.priorities[priority] ?? priority;

/** The VMs that high availability may be about, those that are restarted first. */
export function vmRows(inventory: Inventory, connection: string): readonly VmRow[] {
  const pinned = agilityIn(inventory);
  return [...rows(inventory, 'VM')]
    .filter(([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain)
    .map(([ref, vm]): VmRow => ({
      id: { connection, class: 'VM', ref },
      name: labelOr(vm.name_label),
      priority: vm.ha_restart_priority,
      pinned: pinned(vm),
      order: vm.order,
      delayS: vm.start_delay,
    }))
    .sort(
      (a, b) =>
        RANKS.indexOf(a.priority) - RANKS.indexOf(b.priority) || a.order - b.order || compareNatural(a.name, b.name),
    );
}
