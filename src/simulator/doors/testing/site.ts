import { installHost } from '../../api/host/install';
import { OLDER_SERVER, serverSpec } from '../../scenarios/hardware';
import { Simulator, type SimulatorOptions } from '../../simulator';
import { Site } from '../../site';
import { openPoolDatabase } from '../open-pool-database';
import { openScenario, scenarioSource } from '../worlds';

/** Addresses behind those of any world. */
const FIRST_SPARE = 2000;

/** The world Cambridge and a server that stands alone beside it, `spare-` with its number; they reach one another. */
export async function openSite(number: number): Promise<{ readonly pool: Simulator; readonly spare: Simulator }> {
  const options: SimulatorOptions = { clockMode: 'instant', accounts: { root: 'password' } };
  const site = new Site(options);
  const pool = await openScenario({ ...options, site }, scenarioSource('cambridge', 1));
  const spare = new Simulator({ ...options, site, seed: 1 + number });
  const plan = { name: `spare-${number}`, server: OLDER_SERVER, memoryGib: 256, localStorageGib: 1024 };
  installHost(spare.world, serverSpec(plan, FIRST_SPARE + number));
  return { pool, spare };
}

/** The pool of a database, whose clock jumps to whatever a call waits for. */
export async function openDump(bytes: Uint8Array<ArrayBuffer>): Promise<Simulator> {
  const simulator = new Simulator({ clockMode: 'instant' });
  await openPoolDatabase(simulator, bytes);
  return simulator;
}
