import { afterEach, beforeEach, expect, it } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import { targetsOf } from '../../commands';
import type { Field, Input, PoolCommand, Target } from '../../commands';
import { connectTo, openSimulatedPool, otherPool, runOn, until } from '../../fixtures/simulated-pool';
import type { Beside } from '../../fixtures/simulated-pool';
import { only, rows } from '../../objects';
import { licenceCommands } from './licence';

/** A pool of three servers, and one of a single server, that one console is connected to. */
let pools: readonly Beside[] = [];

beforeEach(async () => {
  pools = await Promise.all(
    [3, 1].map(async (count, at) => {
      const simulator = await openSimulatedPool('scale', count, 0);
      return { simulator, connection: await connectTo(simulator, 'root', `pool ${at}`) };
    }),
  );
});
afterEach(() => {
  for (const { connection } of pools) connection.close();
});

const at = (index: number): Beside => {
  const pool = pools[index];
  if (!pool) throw new Error('There is no pool');
  return pool;
};
const inventory = (index = 0) => readInventory(at(index).connection);
const hosts = (index = 0): readonly string[] => [...rows(inventory(index), 'host').keys()];
const others = () => [otherPool(at(1), 'Beside')];

function command(id: string): PoolCommand {
  const found = licenceCommands.find((each) => each.id === id);
  if (!found) throw new Error(`There is no command ${id}`);
  return found;
}

function pool(): Target {
  const ref = only(inventory(), 'pool')?.[0] ?? '';
  const [found] = targetsOf(inventory(), [{ connection: at(0).connection.id, class: 'pool', ref }]);
  if (!found) throw new Error('There is no pool');
  return found;
}

const fields = (nowMs: number): readonly Field[] =>
  command('pool.licences').fields?.(inventory(), [pool()], nowMs, others()) ?? [];
const run = (input: Input) => runOn(at(0).simulator, at(0).connection, command('pool.licences'), pool(), input, pools);
const editions = (index: number) => [...rows(inventory(index), 'host').values()].map(({ edition }) => edition);

it('shows what the servers of all pools are licensed for, and licenses those that are chosen', async () => {
  const [first = '', second = ''] = hosts();
  const [beside = ''] = hosts(1);
  const { nowMs } = at(0).simulator.world.engine;
  const [servers, edition] = fields(nowMs);
  if (servers?.kind !== 'checklist') throw new Error('no servers');
  expect(servers.items).toHaveLength(4);
  expect(servers.initial.toSorted()).toEqual(hosts().toSorted());
  expect(servers.items.at(-1)?.detail).toMatch(/^Beside: /);
  expect(servers.problem?.([])).toBe('Choose at least one server.');
  expect(edition).toMatchObject({ kind: 'choice' });
  const key = servers.items.at(-1)?.key ?? '';
  const input = { servers: [first, key], edition: 'standard', address: 'licences.example', port: '27001' };
  const { xe } = command('pool.licences').script(inventory(), pool(), input, others());
  expect(xe.filter((line) => line.startsWith('xe host-apply-edition'))).toHaveLength(2);
  await run(input);
  await until(at(1).connection, ({ host }) => host.get(beside)?.edition === 'standard');
  await until(at(0).connection, ({ host }) => host.get(first)?.edition === 'standard');
  expect(rows(inventory(), 'host').get(second)?.edition).not.toBe('standard');
  expect(rows(inventory(), 'host').get(first)?.license_server).toMatchObject({
    address: 'licences.example',
    port: '27001',
  });
});

it('tells until when a licence is, and that it has ended', async () => {
  const [ref = ''] = hosts();
  const { nowMs } = at(0).simulator.world.engine;
  const before = rows(inventory(), 'host').get(ref)?.license_params ?? {};
  const expiry = `${new Date(nowMs + 5 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}T00:00:00Z`;
  at(0).simulator.world.db.transaction(() =>
    at(0).simulator.world.db.update('host', ref, { license_params: { ...before, expiry } }),
  );
  await until(at(0).connection, ({ host }) => host.get(ref)?.license_params['expiry'] === expiry);
  const detailAt = (time: number): string | undefined => {
    const [servers] = fields(time);
    return servers?.kind === 'checklist' ? servers.items.find(({ key }) => key === ref)?.detail : undefined;
  };
  expect(detailAt(nowMs)).toMatch(/, until 2026-01-/);
  expect(detailAt(nowMs + 10 * 86_400_000)).toMatch(/, ended on 2026-01-/);
});

it('licenses the others where one is refused, and says which one by its refusal', async () => {
  const [first = '', second = ''] = hosts();
  await at(0).simulator.call('host.set_license_server', first, {});
  await until(at(0).connection, ({ host }) => !('address' in (host.get(first)?.license_server ?? {})));
  const input = { servers: [first, second], edition: 'standard', address: '', port: '27000' };
  await expect(run(input)).rejects.toMatchObject({ code: 'MISSING_CONNECTION_DETAILS' });
  await until(at(0).connection, ({ host }) => host.get(second)?.edition === 'standard');
  expect(editions(0).filter((edition) => edition === 'standard')).toHaveLength(1);
});
