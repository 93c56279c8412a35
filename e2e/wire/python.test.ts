import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { servePool, type ServedPool } from './served-pool';

const script = fileURLToPath(new URL('life-of-a-vm.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('Python’s standard library', () => {
  let pool: ServedPool;
  beforeEach(async () => {
    // Slow enough that the pool does not forget ended tasks, after an hour, while a busy machine starts Python.
    pool = await servePool({ speed: 50 });
  });
  afterEach(() => pool.stop());

  const run = (...args: readonly string[]) => promisify(execFile)('python3', [script, ...args]);

  test('lives through the life of a VM', async () => {
    const { db } = pool.simulator.world;
    // The ancestor that a snapshot leaves goes at the next collection.
    const disks = () => [...db.all('VDI')].filter(([, { managed }]) => managed).length;
    const counts = () => [disks(), ...(['VM', 'VBD', 'session', 'task'] as const).map((cls) => db.count(cls))];
    const before = counts();
    const { stdout, stderr } = await run(pool.url, 'root', 'password');
    const guests = [...db.all('VM')].filter(
      ([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain,
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ vms: guests.length, hosts: db.count('host') });
    expect(counts()).toEqual(before);
  });

  test('is told when a password is wrong', async () => {
    await expect(run(pool.url, 'root', 'wrong')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SESSION_AUTHENTICATION_FAILED') as string,
    });
  });
});
