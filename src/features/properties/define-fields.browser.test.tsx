import { Suspense } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { Simulator } from '../../simulator/simulator';
import { CommandHost, CommandToolbar } from '../commands';
import { PoolListProvider } from '../connections';
import type { PoolList } from '../connections';
import { mountOn } from '../fixtures/mount-feature';
import { connectTo, openSimulatedPool } from '../fixtures/simulated-pool';
import { only } from '../objects';
import { ServerClockProvider } from '../values';
import { loadPropertyCommands } from '.';

const KEY = 'XenCenter.CustomFields';

let pools: readonly { readonly simulator: Simulator; readonly connection: Connection }[] = [];
beforeEach(async () => {
  await loadPropertyCommands();
  pools = await Promise.all(
    ['one', 'two'].map(async (id) => {
      const simulator = await openSimulatedPool('scale', 1, 1);
      return { simulator, connection: await connectTo(simulator, 'root', id) };
    }),
  );
});
afterEach(() => {
  for (const { connection } of pools) connection.close();
});

const poolOf = (connection: Connection) => only(readInventory(connection), 'pool');

it('defines a field in all pools by keyboard, and says before which pool keeps it otherwise', async () => {
  const [one, two] = pools;
  if (!one || !two) throw new Error('There are no pools');
  const [ref = ''] = poolOf(two.connection) ?? [];
  const due = '<CustomFieldDefinitions><CustomFieldDefinition name="Due" type="Date" /></CustomFieldDefinitions>';
  await two.simulator.call('pool.add_to_gui_config', ref, KEY, due);
  await expect.poll(() => poolOf(two.connection)?.[1].gui_config[KEY]).toBe(due);
  const clock = { nowMs: () => one.simulator.nowMs };
  const entries = pools.map(({ connection }, at) => {
    const name = at === 0 ? 'Cambridge' : 'Oxford';
    return { id: connection.id, name, hint: '', address: '', state: 'connected', connection, clock } as const;
  });
  const list: PoolList = { entries: () => entries, subscribe: () => () => undefined };
  const ids = [{ connection: 'one', class: 'pool', ref: poolOf(one.connection)?.[0] ?? '' } as const];
  mountOn(
    one.connection,
    <PoolListProvider list={list}>
      <ServerClockProvider clock={clock}>
        <Suspense>
          <h1>Pool</h1>
          <CommandToolbar ids={ids} label="Actions" />
        </Suspense>
        <CommandHost />
      </ServerClockProvider>
    </PoolListProvider>,
  );
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Define custom fields…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add field' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Due');
  await expect.element(dialog.getByText('Text, Oxford keeps it as date and time')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Rack');
  await expect.element(dialog.getByText('Oxford keeps it')).not.toBeInTheDocument();
  const choice = dialog.getByRole('radio', { name: /^Only in/ });
  await expect.element(choice).toBeChecked();
  choice.element().focus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(dialog.getByRole('radio', { name: /^In both connected pools/ })).toBeChecked();
  expect(await accessibilityProblems(document.body)).toEqual([]);
  await userEvent.keyboard('{Enter}');
  for (const { connection } of pools) {
    await expect
      .poll(() => poolOf(connection)?.[1].gui_config[KEY])
      .toContain('<CustomFieldDefinition name="Rack" type="String"');
  }
  expect(poolOf(two.connection)?.[1].gui_config[KEY]).toContain('name="Due" type="Date"');
});
