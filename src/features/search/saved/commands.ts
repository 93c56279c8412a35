import { Search } from 'lucide-react';
import { listInput, planned, rowsInput, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Input, PlannedCall, PoolCommand } from '../../commands';
import { deniedReason, mayCall, only } from '../../objects';
import type { Call, Inventory } from '../../objects';
import { texts } from '../texts';

const CALLS = ['pool.remove_from_gui_config', 'pool.add_to_gui_config'] as const satisfies readonly Call[];

/** What changing the searches of a pool is told: what it does, in words, values to write, and keys to take away. */
export function changeInput(what: string, write: Readonly<Record<string, string>>, remove: readonly string[]): Input {
  return { what, write: Object.entries(write).map(([key, value]) => ({ key, value })), remove };
}

/** Writes searches where XenCenter keeps them, a key at a time: others may write theirs meanwhile. */
export const changeSearches: PoolCommand = {
  type: 'pool',
  id: 'searches.change',
  label: texts.saved.change,
  icon: Search,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  calls: CALLS,
  title: (name, input) => texts.saved.work(textInput(input, 'what') || texts.saved.change, name),
  verb: texts.saved.save,
  reason: () => null,
  script: (inventory, _target, input) => scriptOfCalls(callsOf(inventory, input)),
  run: (job, _target, input) => runCalls(job, callsOf(job.inventory, input)),
};

function callsOf(inventory: Inventory, input: Input): readonly PlannedCall[] {
  const [pool, record] = only(inventory, 'pool') ?? [];
  if (pool === undefined || record === undefined) return [];
  const written = rowsInput(input, 'write');
  const old = [...listInput(input, 'remove'), ...written.map(({ key = '' }) => key)];
  const gone = [...new Set(old)].filter((key) => key in record.gui_config);
  return [
    ...gone.map((key) =>
      planned(
        xeLine('pool-param-remove', { uuid: record.uuid, 'param-name': 'gui-config', 'param-key': key }),
        'pool.remove_from_gui_config',
        pool,
        key,
      ),
    ),
    ...written.map(({ key = '', value = '' }) =>
      planned(
        xeLine('pool-param-set', { uuid: record.uuid, [`gui-config:${key}`]: value }),
        'pool.add_to_gui_config',
        pool,
        key,
        value,
      ),
    ),
  ];
}

/** What the role of the session lacks for it; null: nothing. */
export function changeReason(inventory: Inventory): string | null {
  const denied = CALLS.find((call) => !mayCall(inventory, call));
  return denied === undefined ? null : deniedReason(inventory, denied);
}
