import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Simulator } from '../../../simulator/simulator';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { targetsOf } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { connectTo, openSimulatedPool, runOn, until } from '../../fixtures/simulated-pool';
import { rows } from '../../objects';
import { repositoryCommands } from './repository-commands';

let simulator: Simulator;
let connection: Connection;

beforeAll(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterAll(() => connection.close());

const inventory = () => readInventory(connection);

function command(id: string): PoolCommand {
  const found = repositoryCommands.find((each) => each.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

function find(fits: (sr: Records['SR']) => boolean): Target {
  for (const [ref, sr] of rows(inventory(), 'SR')) {
    const [target] = fits(sr) ? targetsOf(inventory(), [{ connection: connection.id, class: 'SR', ref }]) : [];
    if (target) return target;
  }
  throw new Error('no such storage');
}

const run = (id: string, on: Target) => runOn(simulator, connection, command(id), on);
const reason = (id: string, on: Target): string | null => command(id).reason(inventory(), on);

it('storage that running VMs use stays, and says which VMs', () => {
  const on = find((sr) => sr.shared && sr.type === 'nfs' && sr.VDIs.length > 10);
  for (const id of ['sr.detach', 'sr.forget', 'sr.destroy'])
    expect(reason(id, on)).toMatch(/^Running VMs use disks on it: \w/);
});

it('what came with the product, discs and devices are not destroyed', () => {
  expect(
    reason(
      'sr.destroy',
      find((sr) => sr.is_tools_sr),
    ),
  ).toMatch(/came with the product/);
  expect(
    reason(
      'sr.destroy',
      find((sr) => sr.type === 'udev'),
    ),
  ).toMatch(/devices of a server/);
  expect(
    reason(
      'sr.destroy',
      find((sr) => sr.type === 'iso' && !sr.is_tools_sr),
    ),
  ).toMatch(/Forget it instead/);
});

it('freed space is given back where the driver can, once a server has it', async () => {
  const on = find((sr) => sr.type.startsWith('lvmo') && sr.PBDs.length > 0);
  expect(reason('sr.reclaim', on)).toBeNull();
  await run('sr.reclaim', on);
  expect(simulator.world.db.row('SR', on.ref).other_config['trim_last_triggered']).toMatch(/^\d/);
  expect(
    reason(
      'sr.reclaim',
      find((sr) => sr.type === 'nfs'),
    ),
  ).toMatch(/cannot give freed space back/);
});

it('local storage is detached, forgotten, and destroyed', async () => {
  const isFree = (sr: Records['SR']): boolean => !sr.shared && (sr.type === 'ext' || sr.type === 'lvm');
  const free = [...rows(inventory(), 'SR')].filter(([, sr]) => isFree(sr)).map(([ref]) => ref);
  const targets = free
    .map((ref) => find((sr) => sr === rows(inventory(), 'SR').get(ref)))
    .filter((target) => reason('sr.destroy', target) === null);
  const [first, second] = targets;
  if (!first || !second) throw new Error('no free storage');
  await run('sr.detach', first);
  await until(connection, (now) =>
    (now.SR.get(first.ref)?.PBDs ?? []).every((ref) => now.PBD.get(ref)?.currently_attached === false),
  );
  expect(reason('sr.detach', first)).toBe('Not attached to any server.');
  await run('sr.forget', first);
  expect(simulator.world.db.has('SR', first.ref)).toBe(false);
  await run('sr.destroy', second);
  expect(simulator.world.db.has('SR', second.ref)).toBe(false);
});
