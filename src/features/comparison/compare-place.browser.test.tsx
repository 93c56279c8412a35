import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import type { Connection } from '../../xapi/client/contract';
import type { Simulator } from '../../simulator/simulator';
import { mountOn } from '../fixtures/mount-feature';
import { connectTo, openSimulatedPool } from '../fixtures/simulated-pool';
import { ServerClockProvider } from '../values';
import { ComparePlace } from './compare-place';
import { forgetState, keptStates } from './kept-states';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  for (const { id } of await keptStates()) await forgetState(id);
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});
afterEach(() => connection.close());

function open() {
  return mountOn(
    connection,
    <ServerClockProvider clock={{ nowMs: () => simulator.nowMs }}>
      <div style={{ display: 'flex', flexDirection: 'column', height: '100%', overflow: 'auto' }}>
        <h1>Object</h1>
        <h2>Tab</h2>
        <h3>Compare</h3>
        <ComparePlace />
      </div>
    </ServerClockProvider>,
  );
}

async function choose(side: 'Before' | 'After', label: RegExp): Promise<void> {
  const select = page.getByRole('combobox', { name: side, exact: true });
  const option = select.getByRole('option', { name: label });
  await expect.element(option).toBeInTheDocument();
  await userEvent.selectOptions(select, option);
}

const object = (name: string) => page.getByRole('group', { name: `${name} (Virtual machine)`, exact: true });

it('keeps a state, and tells afterwards what has changed since', async () => {
  const journey = open();
  await userEvent.click(page.getByRole('button', { name: /^Keep the state of/ }));
  await choose('Before', /, kept 2026/);
  const [web] = await connection.call('VM.get_by_name_label', 'web-1');
  await connection.call('VM.set_name_description', web ?? '', 'Moved to the rehearsal');
  await simulator.call('VM.snapshot', web ?? '', 'Rehearsed', []);
  await choose('After', /, now$/);
  await expect.element(page.getByRole('heading', { name: /^\d+ added, 0 removed, \d+ changed$/ })).toBeVisible();
  const changed = object('web-1').getByRole('group', { name: 'Fields of web-1', exact: true });
  await expect.element(changed.getByRole('row', { name: /name_description.*Moved to the rehearsal/ })).toBeVisible();
  for (const theme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = theme;
    expect(await accessibilityProblems(document.body)).toEqual([]);
  }
  document.documentElement.style.colorScheme = '';
  await expect.element(page.getByRole('button', { name: 'Print' })).toBeVisible();
  dispatchEvent(new Event('beforeprint'));
  const sheet = document.body.lastElementChild;
  expect(sheet?.querySelector('h1')?.textContent).toMatch(/, kept 2026.*, compared with .*, now$/);
  const cells = [...(sheet?.querySelectorAll('tr') ?? [])].map((row) =>
    [...row.children].map((one) => one.textContent),
  );
  expect(cells).toContainEqual(expect.arrayContaining(['name_description', 'Moved to the rehearsal']));
  expect(cells).toContainEqual(['Added', expect.stringMatching(/^Rehearsed \(/), '', '', '']);
  dispatchEvent(new Event('afterprint'));
  await expect.poll(() => document.body.lastElementChild === sheet).toBe(false);
  await userEvent.click(object('Rehearsed').getByRole('button', { name: 'Show its fields' }).first());
  await expect.element(object('Rehearsed').getByRole('row', { name: /snapshot_of.*web-1/ })).toBeVisible();
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Show' }), 'What was changed');
  await expect.element(object('Rehearsed')).not.toBeInTheDocument();
  expect(journey.state.mode).toContain('kind:changed');
  await userEvent.fill(page.getByRole('searchbox', { name: 'Filter these changes' }), 'nowhere');
  await expect.element(page.getByText('No change fits')).toBeVisible();
});

it('says what is wrong with a file', async () => {
  open();
  const file = new File(['<html></html>'], 'page.xml');
  await userEvent.upload(page.getByLabelText('Before: choose a file…').first(), file);
  await choose('After', /, now$/);
  await expect.element(page.getByText('This file is not a pool database: it begins with <html>.')).toBeVisible();
});
