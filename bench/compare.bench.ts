import { Comparer } from '../src/features/comparison/engine/compare';
import { readState } from '../src/features/comparison/engine/read-state';
import { grouped } from '../src/features/comparison/found';
import { dumpPoolDatabase } from '../src/simulator/doors/open-pool-database';
import { cpuClock, type Run } from './harness';
import { scaleWorld, vmsIn } from './worlds';

/** So many VMs differ in a field. */
const CHANGED = 1000;

/** Two states of a large pool: reading their dumps, and comparing them, as the worker of the page does. */
export const run: Run = async () => {
  const simulator = await scaleWorld({ clockMode: 'instant' });
  const before = new Blob([dumpPoolDatabase(simulator.world)]);
  for (const vm of vmsIn(simulator, 'Running').slice(0, CHANGED)) {
    await simulator.call('VM.set_name_description', vm, 'Changed between the states');
  }
  const after = new Blob([dumpPoolDatabase(simulator.world)]);
  const reading = cpuClock();
  const states = [await readState(before), await readState(after)] as const;
  const readMs = reading();
  const comparing = cpuClock();
  const { changes, same } = new Comparer(...states).compare(false);
  const comparedMs = comparing();
  if (changes.length !== CHANGED) throw new Error(`${changes.length} changes were found, not ${CHANGED}`);
  const all = cpuClock();
  new Comparer(...states).compare(true);
  const allMs = all();
  // A pool that was restored elsewhere has references of its own throughout.
  const text = await before.text();
  const restored = await readState(new Blob([text.replaceAll(/OpaqueRef:(?!NULL)/g, 'OpaqueRef:f')]));
  const refs = cpuClock();
  const differing = new Comparer(states[0], restored).compare(false).changes.length;
  const refsMs = refs();
  if (differing > 0) throw new Error(`${differing} objects differ by their references alone`);
  const grouping = cpuClock();
  grouped(changes);
  const objects = (changes.length + same).toLocaleString('en');
  return [
    { what: `reading two dumps of ${(before.size / 1e6).toFixed(0)} MB`, value: readMs, unit: 'ms CPU' },
    { what: `comparing two 10,000-VM states (${objects} objects)`, value: comparedMs, unit: 'ms CPU', limit: 500 },
    { what: 'the same with what changes by itself', value: allMs, unit: 'ms CPU', limit: 500 },
    { what: 'the same where all references differ', value: refsMs, unit: 'ms CPU', limit: 500 },
    { what: `grouping ${CHANGED} changes by object`, value: grouping(), unit: 'ms CPU' },
  ];
};
