import { dumpPoolDatabase, openPoolDatabase } from '../src/simulator/doors/open-pool-database';
import { Simulator } from '../src/simulator/simulator';
import { cpuClock, percentile, type Run } from './harness';
import { scaleWorld } from './worlds';

/** Pool databases of large pools: writing one, and opening one of 60 MB. */
export const run: Run = async () => {
  const world = await scaleWorld({ clockMode: 'instant' });
  const writing = cpuClock();
  const text = dumpPoolDatabase(world.world);
  const writtenMs = writing();
  const bytes = new TextEncoder().encode(text);
  const cpu: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const cpuMs = cpuClock();
    await openPoolDatabase(new Simulator(), bytes);
    cpu.push(cpuMs());
  }
  const openedMs = percentile(cpu, 0.5);
  const mb = bytes.length / 1e6;
  return [
    { what: `writing a pool database of ${mb.toFixed(0)} MB`, value: writtenMs, unit: 'ms CPU' },
    { what: 'opening it', value: openedMs, unit: 'ms CPU' },
    { what: 'opening a pool database of 60 MB', value: (openedMs * 60) / mb, unit: 'ms CPU' },
  ];
};
