import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createLog } from '../../src/simulator/doors/serve/log';
import { PoolServer } from '../../src/simulator/doors/serve/pool-server';
import { ServedSite } from '../../src/simulator/doors/serve/served-site';
import { openScenario, scenarioSource } from '../../src/simulator/doors/worlds';

const script = fileURLToPath(new URL('disaster-recovery.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('Python’s standard library brings back a lost pool’s VMs in another pool', async () => {
  const site = new ServedSite({ root: 'password' }, 'max');
  const simulator = await openScenario(site.options, scenarioSource('cambridge', 1));
  site.addSpare(1);
  const log = createLog(
    'off',
    () => undefined,
    () => new Date(),
  );
  const server = new PoolServer({ simulator, pacer: null, neighbour: (name) => site.find(name), log });
  try {
    const office = await server.listen(0, '127.0.0.1');
    const standby = await server.listen(0, '127.0.0.1', 'spare-1');
    const { db } = simulator.world;
    // The script makes two VMs and a snapshot, which the database on the LUN has, too.
    const vms = db.count('VM') + 3;
    const { stdout, stderr } = await promisify(execFile)('python3', [script, office, standby, 'root', 'password']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      vms,
      hosts: db.count('host'),
      states: ['Running', 'Running'],
      snapshots: ['the last one'],
      attached: true,
    });
  } finally {
    await server.close();
    site.stop();
  }
});
