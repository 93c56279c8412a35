import { openScenario, scenarioSource } from '../worlds';
import { WireClient } from '../../testing';

/**
 * A day in the life of a world: the same seed and the same calls, whoever runs them.
 * @returns the state hash after building, and after the calls
 */
export async function liveThrough(seed: number): Promise<readonly [built: string, lived: string]> {
  const simulator = await openScenario({}, scenarioSource('cambridge', seed));
  const built = simulator.hash();
  const client = await new WireClient(simulator).logIn();
  const records = (await client.call('VM.get_all_records')).result as Record<string, { power_state: string }>;
  const vms = Object.entries(records).sort(([a], [b]) => (a < b ? -1 : 1));
  const some = (state: string): readonly string[] =>
    vms
      .filter(([, vm]) => vm.power_state === state)
      .map(([ref]) => ref)
      .slice(0, 6);
  for (const vm of some('Halted')) await client.call('Async.VM.start', vm, false, false);
  for (const vm of some('Running')) await client.call('Async.VM.clean_shutdown', vm);
  simulator.advance(2000);
  for (const vm of some('Running')) await client.call('Async.VM.snapshot', vm, 'before');
  simulator.idle();
  simulator.advance(3600_000);
  for (const vm of some('Suspended')) await client.call('Async.VM.resume', vm, false, false);
  simulator.idle();
  return [built, simulator.hash()];
}
