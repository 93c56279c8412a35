import { describe, expect, it } from 'vitest';
import { CommandBench } from '../../fixtures/command-bench';
import type { PoolEntry } from '../../connections';
import { foundIn, onFound } from './found';
import { watchPool } from './watch';

const bench = new CommandBench([]);

const entry = (): PoolEntry => ({
  id: bench.connection.id,
  name: 'here',
  hint: '',
  address: 'ouse.example',
  state: 'connected',
  connection: bench.connection,
  clock: { nowMs: () => bench.simulator.world.engine.nowMs },
});

/** Watches until all of these are found, and answers their sentences. */
async function find(...kinds: readonly string[]): Promise<readonly string[]> {
  const present = entry();
  // It has all the names of the pool and none of its networks.
  const twin = { ...present, id: 'twin 1', address: '' };
  const end = watchPool(present, () => [present, twin]);
  const alerts = await new Promise<ReturnType<typeof foundIn>['alerts']>((resolve) => {
    const look = (): void => {
      const { alerts: all } = foundIn(present.connection);
      if (kinds.every((kind) => all.some((alert) => alert.kind === kind))) resolve(all);
    };
    onFound(look);
  });
  end();
  return alerts.filter(({ kind }) => kinds.includes(kind)).map(({ sentence }) => sentence);
}

describe('a pool that is watched', () => {
  it('is asked for the clocks of its servers and the tools of its machines, which no event tells', async () => {
    const { simulator } = bench;
    const clock = bench.refOf('host', 'ouse-1');
    await simulator.call('host.set_ntp_mode', clock, 'Disabled');
    const { nowMs } = simulator.world.engine;
    const ahead = new Date(nowMs + 600_000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    await simulator.call('host.set_servertime', clock, ahead);
    const guest = simulator.world.db.refs('VM_guest_metrics')[0] ?? '';
    simulator.world.db.transaction(() =>
      simulator.world.db.update('VM_guest_metrics', guest, { PV_drivers_up_to_date: false }),
    );
    const [off, tools] = await find('clock', 'tools');
    expect(off).toMatch(/^It is 9 min 5\d s ahead of the coordinator|^It is 10 min/);
    expect(tools).toContain('1 running machine has old guest tools.');
  });

  it('tells of servers with one iSCSI name as soon as there are two', async () => {
    const found = find('duplicateIqn');
    const [one, two] = ['granta-1', 'granta-2'].map((name) => bench.refOf('host', name));
    const { db } = bench.simulator.world;
    await bench.simulator.call('host.set_iscsi_iqn', two ?? '', db.row('host', one ?? '').iscsi_iqn);
    expect(await found).toHaveLength(2);
  });
});
