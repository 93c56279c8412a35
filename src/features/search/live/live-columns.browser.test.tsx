import { Suspense } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { Simulator } from '../../../simulator/simulator';
import { accessibilityProblems } from '../../../ui/testing/axe';
import type { Connection } from '../../../xapi/client/contract';
import { mountOn } from '../../fixtures/mount-feature';
import { connectTo, openSimulatedPool } from '../../fixtures/simulated-pool';
import { ServerClockProvider } from '../../values';
import { SearchTab } from '../index';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterEach(() => connection.close());

it('what machines do stands in columns with what they did', async () => {
  mountOn(
    connection,
    <ServerClockProvider clock={{ nowMs: () => simulator.nowMs }}>
      <div style={{ display: 'flex', height: '100%' }}>
        <Suspense>
          <h1>Objects</h1>
          <SearchTab />
        </Suspense>
      </div>
    </ServerClockProvider>,
    {
      look: 'vm',
      gridFilter: 'name:erp-db',
      columns: ['name', 'cpu', 'memoryInUse', 'memoryInUseShare', 'diskIo', 'networkIo'],
    },
  );
  const course = (what: string) =>
    page.getByRole('img', { name: new RegExp(`^${what} over the last \\d.* between .* and `) });
  for (const what of ['CPU', 'Memory used now', 'Disk traffic', 'Network traffic'])
    await expect.element(course(what)).toBeVisible();
  await expect.element(page.getByRole('meter')).toBeVisible();
  // More than the newest moment is known at once: the pool tells what was before.
  expect(course('CPU').element().querySelectorAll('path')[1]?.getAttribute('d')).toMatch(/^M[\d. ]+(?:L[\d. ]+){10,}/);
  expect(await accessibilityProblems(document.body)).toEqual([]);
});
