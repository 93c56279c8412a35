import type { Ref } from '../../xapi/datamodel/ref';
import type { LabWorld } from './bench';

/** Tells a guest what to do from now on. */
export async function tell(world: LabWorld, vm: Ref<'VM'>, work: string): Promise<void> {
  await world.call('VM.remove_from_other_config', vm, 'workload');
  await world.call('VM.add_to_other_config', vm, 'workload', work);
}

/** The guests of a world whose names begin so, in the order of their names. */
export async function guestsNamed(world: LabWorld, prefix: string): Promise<readonly Ref<'VM'>[]> {
  const records = await world.call('VM.get_all_records_where', 'field "is_a_template"="false"');
  return Object.entries(records)
    .filter(([, { name_label }]) => name_label.startsWith(prefix))
    .sort(([, a], [, b]) => a.name_label.localeCompare(b.name_label))
    .map(([vm]) => vm);
}

/** Until statistics show what has begun. */
const NEXT_READING_MS = 10_000;

/** Asks for data sources of guests that nobody records otherwise; those of something new appear with the next reading. */
export async function record(world: LabWorld, vms: readonly Ref<'VM'>[], sources: readonly string[]): Promise<void> {
  world.advance(NEXT_READING_MS);
  for (const vm of vms) for (const source of sources) await world.call('VM.record_data_source', vm, source);
}
