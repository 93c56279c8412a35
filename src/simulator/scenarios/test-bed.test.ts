import { describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { handleHttp } from '../http/handle';
import { openSession } from '../api/sessions';
import { Simulator } from '../simulator';
import { buildWorld, scenarioStart } from './registry';

async function testBed(name: string): Promise<Simulator> {
  const simulator = new Simulator(scenarioStart(name));
  await buildWorld(simulator, name);
  return simulator;
}

/** Tells some guests to read or write, and all others to rest. */
async function tell(simulator: Simulator, guests: number, work: string): Promise<void> {
  const { db } = simulator.world;
  const benches = [...db.all('VM')].filter(([, vm]) => vm.name_label.startsWith('bench-'));
  for (const [at, [vm]] of benches.entries()) {
    await simulator.call('VM.remove_from_other_config', vm, 'workload');
    await simulator.call('VM.add_to_other_config', vm, 'workload', at < guests ? `storage-test ${work}` : 'idle');
  }
  simulator.advance(30_000);
}

/** What all repositories of the server move, MB/s, as a client reads it from `rrd_updates`. */
async function throughput({ world }: Simulator, direction: 'read' | 'write'): Promise<number> {
  const session = openSession(world, 'root', 'test');
  const start = Math.floor(world.engine.nowMs / 1000) - 10;
  const path = `/rrd_updates?session_id=${session}&start=${start}&host=true&json=true`;
  const { body } = await handleHttp(world, { method: 'GET', path, headers: {}, body: '' });
  const chunks: Uint8Array[] = [];
  if (typeof body === 'string') chunks.push(new TextEncoder().encode(body));
  else if (body instanceof Uint8Array) chunks.push(body);
  else for await (const chunk of body) chunks.push(chunk);
  const { meta, data } = JSON.parse(Buffer.concat(chunks).toString()) as {
    meta: { legend: readonly string[] };
    data: readonly { values: readonly string[] }[];
  };
  const pattern = new RegExp(`^AVERAGE:host:[^:]*:${direction}_[0-9a-f]{8}$`);
  const values = meta.legend.map((name, at) => (pattern.test(name) ? Number(data[0]?.values[at]) : 0));
  return values.reduce((sum, value) => sum + value, 0) / 1e6;
}

async function best(simulator: Simulator, direction: 'read' | 'write'): Promise<number> {
  let most = 0;
  for (const block of ['64k', '256k', '1m', '4m']) {
    await tell(simulator, 10, `block=${block} write=${direction === 'write' ? 100 : 0}`);
    most = Math.max(most, await throughput(simulator, direction));
  }
  return most;
}

describe('the test bed', () => {
  // Published: about 4 GB/s with tapdisk2; 10 GB/s reading and 8 GB/s writing with tapdisk3.
  test.each([
    ['test-bed-6.2', 'read', 4000],
    ['test-bed-6.2', 'write', 4000],
    ['test-bed-6.5', 'read', 10_000],
    ['test-bed-6.5', 'write', 8000],
  ] as const)('%s moves at most, %s, what was measured: %d MB/s', async (name, direction, published) => {
    const simulator = await testBed(name);
    const most = await best(simulator, direction);
    expect(Math.abs(most / published - 1)).toBeLessThan(0.05);
  });

  test('rests until its guests are told to work, and again when they have done', async () => {
    const simulator = await testBed('test-bed-6.5');
    expect(await throughput(simulator, 'read')).toBe(0);
    await tell(simulator, 1, 'block=4k');
    const one = await throughput(simulator, 'read');
    await tell(simulator, 2, 'block=4k');
    expect(await throughput(simulator, 'read')).toBeCloseTo(2 * one, -1);
    await tell(simulator, 0, '');
    expect(await throughput(simulator, 'read')).toBe(0);
    const host: Ref<'host'> = simulator.world.db.refs('host')[0] ?? '';
    expect(simulator.world.db.row('host', host).software_version['product_version']).toBe('6.5.0');
  });
});
