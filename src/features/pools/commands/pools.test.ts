import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Simulator } from '../../../simulator/simulator';
import { evaluate, targetsOf } from '../../commands';
import type { Field, Input, Target } from '../../commands';
import { connectTo, openSimulatedSite, otherPool, runOn, until } from '../../fixtures/simulated-pool';
import { only, row, rows } from '../../objects';
import { gatheringCommands } from './gathering';
import { propertiesCommand } from './properties';

let pool: Simulator;
let spare: Simulator;
let connection: Connection;
let other: Connection;

beforeEach(async () => {
  ({ pool, spare } = await openSimulatedSite());
  connection = await connectTo(pool, 'root', 'here');
  other = await connectTo(spare, 'root', 'there');
});

afterEach(() => {
  connection.close();
  other.close();
});

const command = (id: string) => {
  const found = gatheringCommands.find((each) => each.id === id);
  if (!found?.steps) throw new Error(`no ${id}`);
  return { ...found, steps: found.steps };
};

function poolTarget(of: Connection): Target {
  const [found] = targetsOf(readInventory(of), [
    { connection: of.id, class: 'pool', ref: only(readInventory(of), 'pool')?.[0] ?? '' },
  ]);
  if (!found) throw new Error('no pool');
  return found;
}

const fill = (id: string, draft: Input, from = connection, beside = other) =>
  evaluate(command(id).steps, {
    inventory: readInventory(from),
    target: poolTarget(from),
    others: [otherPool({ simulator: spare, connection: beside }, 'spare-1')],
    nowMs: 0,
    draft,
  });
const itemsOf = (draft: Input = {}) => {
  const field = fill('pool.addServers', draft).steps[0]?.fields.find(({ id }) => id === 'servers') as Extract<
    Field,
    { kind: 'checklist' }
  >;
  return field.items;
};
const notesOf = (draft: Input = {}) => fill('pool.addServers', draft).steps[0]?.notes ?? [];

describe('adding a server to a pool', () => {
  it('is one call of the server that joins, with the account of the pool', async () => {
    expect(itemsOf()).toMatchObject([{ key: 'there', label: 'spare-1', reason: null }]);
    const { input, steps } = fill('pool.addServers', { password: 'password' });
    expect(steps.flatMap(({ problems }) => [...problems])).toEqual([]);
    const { api, xe } = command('pool.addServers').script(readInventory(connection), poolTarget(connection), input);
    expect([api, xe].join()).not.toContain('"password"');
    expect(xe).toEqual(["xe pool-join master-address=10.20.0.12 master-username=root master-password='…'"]);
    const before = rows(readInventory(connection), 'host').size;
    const beside = [{ simulator: spare, connection: other }];
    await runOn(pool, connection, command('pool.addServers'), poolTarget(connection), input, beside);
    await until(connection, ({ host }) => host.size === before + 1);
  });

  it('says all that stands in the way, with what takes it away', async () => {
    const hostRef = only(readInventory(other), 'host')?.[0] ?? '';
    const [template = ''] = await spare.call('VM.get_by_name_label', 'Debian Bookworm 12');
    const vm = await spare.call('VM.clone', template, 'left running');
    await spare.call('VM.set_is_a_template', vm, false);
    await spare.call('VM.start', vm, false, false);
    const server = { location: 'x', type: 'nfs', server: '10.20.0.30', serverpath: '/vms' };
    await spare.call('SR.create', hostRef, server, 0, 'Shared', '', 'nfs', 'user', true, {});
    await until(
      other,
      ({ VM, SR }) =>
        VM.get(vm)?.power_state === 'Running' && [...SR.values()].some((sr) => sr.name_label === 'Shared'),
    );
    expect(itemsOf()).toMatchObject([{ reason: 'A VM runs on it. And 1 more.' }]);
    expect(notesOf().map(({ text, fixes }) => [text, fixes?.[0]?.command])).toEqual([
      ['spare-1: A VM runs on it.', 'vm.shutdown'],
      ['spare-1: It has the shared storage Shared.', 'sr.detach'],
    ]);
    expect(notesOf()[0]?.fixes?.[0]?.objects).toEqual([{ connection: 'there', class: 'VM', ref: vm }]);
    await expect(spare.call('pool.join', '10.20.0.12', 'root', 'password')).rejects.toMatchObject({
      code: 'JOINING_HOST_CANNOT_HAVE_RUNNING_VMS',
    });
  });

  it('may be forced where processors differ, and names the licence where that is the reason', () => {
    const there = readInventory(other);
    const change = (restrictions: Record<string, string>, vendor: string) => {
      const pools = [...rows(there, 'pool')].map(([ref, each]) => [ref, { ...each, restrictions }] as const);
      const hosts = [...rows(there, 'host')].map(([ref, each]) => [ref, { ...each, cpu_info: { vendor } }] as const);
      const inventory = { ...there, pool: new Map(pools), host: new Map(hosts) };
      const [first] = evaluate(command('pool.addServers').steps, {
        inventory: readInventory(connection),
        target: poolTarget(connection),
        others: [{ ...otherPool({ simulator: spare, connection: other }, 'spare-1'), inventory }],
        nowMs: 0,
        draft: { force: vendor === 'forced' },
      }).steps;
      return { notes: first?.notes.map(({ text }) => text), asks: first?.fields.map(({ id }) => id) };
    };
    expect(change({ restrict_pooling: 'true' }, 'GenuineIntel').notes?.[0]).toContain('licence');
    expect(change({}, 'AuthenticAMD').asks).toEqual(['force', 'servers']);
    expect(change({}, 'forced')).toEqual({ notes: [], asks: ['force', 'servers'] });
  });
});

describe('a new pool', () => {
  it('is a server that stands alone with a name', async () => {
    const create = command('pool.create');
    expect(create.isOffered?.(readInventory(connection), poolTarget(connection))).toBe(false);
    const draft = { name: 'Annex', servers: [] };
    const { input, steps } = fill('pool.create', draft, other, connection);
    expect(steps.find(({ id }) => id === 'account')?.skipped).toBe('Choose a server.');
    await runOn(spare, other, create, poolTarget(other), input);
    await until(other, (inventory) => only(inventory, 'pool')?.[1].name_label === 'Annex');
  });
});

describe('properties of a pool', () => {
  it('are saved one by one, and only those that differ', async () => {
    const target = poolTarget(connection);
    const fields = propertiesCommand.fields?.(readInventory(connection), [target], 0) ?? [];
    const asIs = Object.fromEntries(fields.map((field) => [field.id, 'initial' in field ? String(field.initial) : '']));
    expect(propertiesCommand.script(readInventory(connection), target, asIs).api).toEqual([]);
    const [sr = ''] = await pool.call('SR.get_by_name_label', 'Fast NFS');
    await runOn(pool, connection, propertiesCommand, target, { suspend_image_SR: sr, migration_compression: true });
    await until(connection, (inventory) => row(inventory, 'pool', target.ref)?.suspend_image_SR === sr);
    await until(connection, (inventory) => row(inventory, 'pool', target.ref)?.migration_compression === true);
  });
});
