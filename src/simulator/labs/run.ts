import { LABS } from '../../control/labs/catalogue';
import type { LabId, LabProgress, LabRequest, LabResult } from '../../control/labs/lab';
import { runAlua } from './alua';
import { Bench } from './bench';
import { runBootStorm } from './boot-storm';
import { runDensity } from './density';
import type { Experiment } from './experiment';
import { runGpu } from './gpu';
import { runMigration } from './migration';
import { runNetwork } from './network';
import { runOverhead } from './overhead';
import { runTapdisk } from './tapdisk';
import { Answers } from './values';

const EXPERIMENTS: Partial<Readonly<Record<LabId, Experiment>>> = {
  tapdisk: runTapdisk,
  overhead: runOverhead,
  'boot-storm': runBootStorm,
  density: runDensity,
  network: runNetwork,
  gpu: runGpu,
  alua: runAlua,
  migration: runMigration,
};

/** Runs an experiment to its end; whoever wants it to stop earlier ends the worker. */
export async function runLab(
  { lab: id, values }: LabRequest,
  tell: (progress: LabProgress) => void,
): Promise<LabResult> {
  const lab = LABS.find((other) => other.id === id);
  const experiment = EXPERIMENTS[id];
  if (lab === undefined || experiment === undefined) {
    throw new Error(`There is no lab “${id}”. Choose one of ${LABS.map((other) => other.id).join(', ')}.`);
  }
  const bench = new Bench(tell);
  const { charts, findings } = await experiment(bench, new Answers(lab, values));
  return { charts, findings, worlds: await Promise.all(bench.worlds.map((world) => world.save())) };
}
