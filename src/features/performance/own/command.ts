import { ChartLine } from 'lucide-react';
import { isNullRef } from '../../../xapi/datamodel/ref';
import { inTurn, planned, rowsInput, listInput, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Input, PlannedCall, PoolCommand, Target } from '../../commands';
import { CLASS_OF_KIND, deniedReason, mayCall, only, row } from '../../objects';
import type { Call, Inventory, ObjectKind } from '../../objects';
import { texts } from '../texts';
import { layoutKeys, placeOf, sourcesIn, writeLayout } from './layout';
import type { Layout } from './layout';

const KINDS = ['pool', 'host', 'vm', 'sr', 'network', 'pgpu', 'gpuGroup'] as const satisfies readonly ObjectKind[];
const SAVING = ['pool.remove_from_gui_config', 'pool.add_to_gui_config'] as const satisfies readonly Call[];

/** What saving graphs is told: what it does, in words, and the graphs as they are to be. */
export function savingInput(what: string, { graphs, colours }: Layout, record: readonly string[] = []): Input {
  return {
    what,
    graphs: graphs.map(({ name, sources }) => ({ name, sources: sources.join(',') })),
    colours: Object.entries(colours).map(([source, colour]) => ({ source, colour })),
    record,
  };
}

export function layoutIn(input: Input): Layout {
  return {
    graphs: rowsInput(input, 'graphs').map(({ name = '', sources = '' }) => ({ name, sources: sourcesIn(sources) })),
    colours: Object.fromEntries(rowsInput(input, 'colours').map(({ source = '', colour = '' }) => [source, colour])),
  };
}

export function uuidOf(inventory: Inventory, kind: ObjectKind, ref: string): string {
  return row(inventory, CLASS_OF_KIND[kind], ref)?.uuid ?? '';
}

/** Writes the graphs of an object where XenCenter keeps them, a key at a time: others may write theirs meanwhile. */
export const saveGraphs: PoolCommand = {
  type: 'pool',
  id: 'graphs.save',
  label: texts.own.save,
  icon: ChartLine,
  group: 'edit',
  kinds: KINDS,
  single: true,
  calls: SAVING,
  title: (name, input) => texts.own.work(textInput(input, 'what') || texts.own.save, name),
  verb: texts.own.save,
  reason: () => null,
  script: (inventory, target, input) => scriptOfCalls(callsOf(inventory, target, input)),
  run: (job, target, input) =>
    inTurn(`graphs of ${target.ref}`, async () => {
      const [pool] = only(job.inventory, 'pool') ?? [];
      // What was written just before is not in the inventory yet.
      const config = pool === undefined ? undefined : await job.call('pool.get_gui_config', pool);
      await runCalls(job, callsOf(job.inventory, target, input, config));
    }),
};

function callsOf(
  inventory: Inventory,
  target: Target,
  input: Input,
  config = only(inventory, 'pool')?.[1].gui_config ?? {},
): readonly PlannedCall[] {
  const kind = KINDS.find((each) => each === target.kind);
  const [pool, record] = only(inventory, 'pool') ?? [];
  if (kind === undefined || pool === undefined || record === undefined) return [];
  const place = placeOf(kind, uuidOf(inventory, kind, target.ref));
  if (place === null) return [];
  const wanted = writeLayout(layoutIn(input), place);
  const changed = Object.entries(wanted).filter(([key, value]) => config[key] !== value);
  const gone = layoutKeys(config, place).filter((key) => !(key in wanted));
  return [
    ...recordCalls(inventory, target, listInput(input, 'record')),
    ...[...gone, ...changed.flatMap(([key]) => (key in config ? [key] : []))].map((key) =>
      planned(
        xeLine('pool-param-remove', { uuid: record.uuid, 'param-name': 'gui-config', 'param-key': key }),
        'pool.remove_from_gui_config',
        pool,
        key,
      ),
    ),
    ...changed.map(([key, value]) =>
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

/** Starts to record what nobody has recorded so far. */
function recordCalls(inventory: Inventory, { kind, ref }: Target, names: readonly string[]): readonly PlannedCall[] {
  return names.map((name) => {
    const parameters = (cls: 'VM' | 'host') => ({ uuid: row(inventory, cls, ref)?.uuid ?? ref, 'data-source': name });
    return kind === 'vm'
      ? planned(xeLine('vm-data-source-record', parameters('VM')), 'VM.record_data_source', ref, name)
      : planned(xeLine('host-data-source-record', parameters('host')), 'host.record_data_source', ref, name);
  });
}

/** What the role of the session lacks for saving graphs; null: nothing. */
export function savingReason(inventory: Inventory): string | null {
  return reasonOf(inventory, SAVING);
}

/** Why no more data sources can be recorded; null: they can. */
export function recordingReason(inventory: Inventory, kind: ObjectKind, ref: string): string | null {
  if (kind === 'vm') {
    const vm = row(inventory, 'VM', ref);
    if (vm === undefined || isNullRef(vm.resident_on)) return texts.own.notRunning;
    return reasonOf(inventory, ['VM.record_data_source']);
  }
  return kind === 'host' ? reasonOf(inventory, ['host.record_data_source']) : texts.own.notRecorded;
}

function reasonOf(inventory: Inventory, calls: readonly Call[]): string | null {
  const denied = calls.find((call) => !mayCall(inventory, call));
  return denied === undefined ? null : deniedReason(inventory, denied);
}
