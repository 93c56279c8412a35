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
