import type { Experiment } from './experiment';
import { buildDesktops } from './gpu-bed';
import { chartsOfEngines, ENGINE_STEPS, findingsOfEngines, measureEngines } from './gpu-engines';
import { chartsOfPlacement, findingsOfPlacement, measurePlacements } from './gpu-placement';
import { chartOfProfiles, findingsOfProfiles, measureProfiles, PROFILE_STEPS } from './gpu-profiles';

/** Two engines in one guest, then profiles against whole GPUs, then many desktops on the GPUs of a group. */
export const runGpu: Experiment = async (bench, answers) => {
  const api = answers.choice('api');
  const work = `gpu-benchmark resolution=${answers.choice('resolution')} api=${api}`;
  const runs = answers.number('runs');
  const placements = answers.choices('placement');
  bench.plan(ENGINE_STEPS(runs) + PROFILE_STEPS + placements.length);
  const engines = await measureEngines(bench, work, runs);
  const world = await bench.build('Desktops on GRID K1 and K2', (stage) =>
    buildDesktops(stage, answers.choice('profile'), answers.number('desktops')),
  );
  const rates = await measureProfiles(bench, world, api);
  const placed = await measurePlacements(bench, world, placements, work);
  return {
    charts: [...chartsOfEngines(engines), chartOfProfiles(rates, api), ...chartsOfPlacement(placed)],
    findings: [...findingsOfEngines(engines), ...findingsOfProfiles(rates, api), ...findingsOfPlacement(placed)],
  };
};
