import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import type { Connection } from '../../xapi/client/contract';
import type { Simulator } from '../../simulator/simulator';
import { mountOn } from '../fixtures/mount-feature';
import { connectTo, openSimulatedPool } from '../fixtures/simulated-pool';
import { ServerClockProvider } from '../values';
import { ReportsTab } from './reports-tab';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterEach(() => connection.close());

function open() {
  return mountOn(
    connection,
    <ServerClockProvider clock={{ nowMs: () => simulator.nowMs }}>
      <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
        <h1>Object</h1>
        <h2>Tab</h2>
        <ReportsTab />
      </div>
    </ServerClockProvider>,
  );
}

const part = (name: string) => page.getByRole('region', { name, exact: true });

it('says what each check found, with links, and which found nothing', async () => {
  const journey = open();
  const old = part('Old snapshots');
  await expect.element(old.getByRole('link', { name: 'Before the December updates' })).toBeVisible();
  await expect.element(part('Orphaned disks').getByText('Every disk belongs to a VM.')).toBeInTheDocument();
  for (const theme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = theme;
    expect(await accessibilityProblems(document.body)).toEqual([]);
  }
  document.documentElement.style.colorScheme = '';
  await userEvent.click(old.getByRole('link', { name: 'dc-1' }));
  expect(journey.state.selection.map((id) => id.class)).toEqual(['VM']);
});

it('says what a file of resource data contains before it is saved', async () => {
  const journey = open();
  await userEvent.click(page.getByRole('tab', { name: 'Resource data' }));
  await expect
    .element(page.getByText(/^Contains Servers \(6\), Networks \(9\), Storage \(23\), GPUs \(8\), VMs \(80\)/))
    .toBeVisible();
  expect(journey.state.mode).toEqual(['resources']);
  await expect.element(page.getByRole('button', { name: 'Save XLSX' })).toBeVisible();
});

it('prints every row beside the page', async () => {
  open();
  await userEvent.click(page.getByRole('tab', { name: 'Resource data' }));
  await expect.element(part('Virtual disks').getByText('Show 48 more')).toBeInTheDocument();
  dispatchEvent(new Event('beforeprint'));
  const printed = document.body.lastElementChild?.querySelector('table[aria-label="Virtual disks"]');
  expect(printed?.querySelectorAll('tbody tr')).toHaveLength(148);
  dispatchEvent(new Event('afterprint'));
  await expect.poll(() => document.querySelectorAll('table[aria-label="Virtual disks"]').length).toBe(1);
});
