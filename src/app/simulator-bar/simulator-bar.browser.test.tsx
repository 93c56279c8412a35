import { useState } from 'react';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DEFAULT_VIEW_STATE, NavigationProvider } from '../../features/navigation';
import type { Navigation, ViewState } from '../../features/navigation';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mount } from '../../ui/testing/mount';
import { ToastRegion } from '../../ui/feedback/toast';
import { PoolProvider, usePoolState } from '../connections/pool-context';
import { openFakeSession, settled } from '../testing/fake-session';
import { FAKE_NOW_MS } from '../testing/fake-simulator';
import { resetBar } from './bar-store';
import { SimulatorBar } from './simulator-bar';

function Bar() {
  const simulator = usePoolState((state) => state.simulator);
  return simulator === null ? null : <SimulatorBar simulator={simulator} narrow={false} />;
}

/** The bar reads where the console is for its way to the labs. */
function useRecordedNavigation(patches: Partial<ViewState>[]): Navigation {
  const [state, setState] = useState(DEFAULT_VIEW_STATE);
  const navigate = (patch: Partial<ViewState>) => {
    patches.push(patch);
    setState((before) => ({ ...before, ...patch }));
  };
  return { state, navigate, href: () => '/' };
}

function Placed({ patches, children }: { readonly patches: Partial<ViewState>[]; readonly children: ReactNode }) {
  return <NavigationProvider value={useRecordedNavigation(patches)}>{children}</NavigationProvider>;
}

async function setUp() {
  const patches: Partial<ViewState>[] = [];
  const world = openFakeSession();
  await settled();
  const [simulator] = world.simulators;
  if (simulator === undefined) throw new Error('no simulator was started');
  const box = mount(
    <PoolProvider session={world.session}>
      <Placed patches={patches}>
        <Bar />
      </Placed>
      <ToastRegion />
    </PoolProvider>,
    { width: '1200px' },
  );
  const asked = () =>
    simulator.calls
      .filter((call) => call.method !== 'world.list' && call.method !== 'hash')
      .map((call) => [call.method, ...call.args]);
  return { ...world, simulator, box, asked, patches };
}

async function openMenu(name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

const item = (name: string | RegExp) => page.getByRole('menuitem', { name });

function dropEvent(type: string, files: readonly File[]): DragEvent {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  return new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
}

beforeEach(resetBar);

describe('the way to the labs', () => {
  it('leads there and back', async () => {
    const { patches } = await setUp();
    const labs = page.getByRole('button', { name: 'Labs' });
    await labs.click();
    await expect.element(labs).toHaveAttribute('aria-pressed', 'true');
    await labs.click();
    expect(patches).toEqual([{ lab: '' }, { lab: null }]);
  });
});

describe('the clock of the simulator bar', () => {
  it('shows the virtual time, pauses it and lets it run', async () => {
    const { asked } = await setUp();
    await expect.element(page.getByRole('timer', { name: 'Virtual time' })).toHaveTextContent('Fri 2026-01-0209:00:00');
    await page.getByRole('button', { name: 'Pause the clock' }).click();
    await page.getByRole('button', { name: 'Let the clock run' }).click();
    expect(asked()).toEqual([['clock.pause'], ['clock.resume']]);
  });

  it('changes its speed', async () => {
    const { asked } = await setUp();
    await openMenu('×1');
    await item(/^×60 /).click();
    await expect.element(page.getByRole('button', { name: '×60' })).toBeVisible();
    expect(asked()).toEqual([['clock.speed', 60]]);
  });

  it('moves by a step, to the next event and to the end of all tasks', async () => {
    const { asked } = await setUp();
    await openMenu('Move the clock');
    await item('Forward 1 minute').click();
    await page.getByRole('button', { name: /To the next event, in 30 s/ }).click();
    await openMenu('Move the clock');
    await item('Run until all tasks are done').click();
    await expect
      .element(page.getByRole('button', { name: 'To the next event' }))
      .toHaveAttribute('aria-disabled', 'true');
    expect(asked()).toEqual([['clock.advanceTo', FAKE_NOW_MS + 60_000], ['clock.next'], ['clock.idle']]);
  });

  it('moves to a time that a person writes, and says what it cannot read', async () => {
    const { asked } = await setUp();
    await openMenu('Move the clock');
    await item('To a time…').click();
    const field = page.getByRole('textbox', { name: 'Time (UTC)' });
    await field.fill('soon');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('This is neither a date nor a time nor a span.')).toBeVisible();
    await field.fill('2025-01-01');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(/Time only goes forward/)).toBeVisible();
    await field.fill('17:30');
    await userEvent.keyboard('{Enter}');
    expect(asked()).toEqual([['clock.advanceTo', FAKE_NOW_MS + 8.5 * 3_600_000]]);
  });

  it('shows a refusal as the simulator words it', async () => {
    const { simulator } = await setUp();
    simulator.refusals.set('clock.pause', 'The world is still opening.');
    await page.getByRole('button', { name: 'Pause the clock' }).click();
    await expect.element(page.getByText('The world is still opening.')).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect.element(page.getByText('The world is still opening.')).not.toBeInTheDocument();
  });
});

describe('worlds', () => {
  it('are built from a scenario, a seed and a size', async () => {
    const { asked } = await setUp();
    await openMenu('Cambridge');
    await item('New world…').click();
    await page.getByRole('radio', { name: /Scale/ }).click();
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('42');
    await page.getByRole('spinbutton', { name: 'Servers' }).fill('16');
    await page.getByRole('button', { name: 'Build world' }).click();
    expect(asked()).toEqual([['world.scenario', 'scale', 42, 16, 10_000]]);
  });

  it('are forked under a name that is free, and switched between', async () => {
    const { asked } = await setUp();
    await openMenu('Cambridge');
    await item('Fork this world…').click();
    const name = page.getByRole('textbox', { name: 'Name of the copy' });
    await name.fill('Cambridge');
    await page.getByRole('button', { name: 'Fork', exact: true }).click();
    await expect.element(page.getByText('There is a world of this name already.')).toBeVisible();
    await name.fill('Twin');
    await page.getByRole('button', { name: 'Fork', exact: true }).click();
    await openMenu('Twin');
    await item(/^Cambridge/).click();
    expect(asked()).toEqual([
      ['world.fork', 'Twin'],
      ['world.switch', 'Cambridge'],
    ]);
  });

  it('are reset only after a question', async () => {
    const { asked } = await setUp();
    await openMenu('Cambridge');
    await item('Reset to the beginning…').click();
    await expect.element(page.getByRole('alertdialog', { name: 'Reset Cambridge?' })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(asked()).toEqual([]);
    await openMenu('Cambridge');
    await item('Reset to the beginning…').click();
    await page.getByRole('button', { name: 'Reset world' }).click();
    expect(asked()).toEqual([['world.reset']]);
  });

  it('are kept, led by another tab, or not kept with the reason', async () => {
    const { simulator } = await setUp();
    await expect.element(page.getByRole('button', { name: 'Kept' })).toBeVisible();
    simulator.push({ persistence: { kind: 'following' } });
    await expect.element(page.getByRole('button', { name: 'Another tab leads' })).toBeVisible();
    simulator.push({ persistence: { kind: 'off', reason: 'The browser blocks storage for this page.' } });
    await page.getByRole('button', { name: 'Not kept' }).click();
    await expect
      .element(page.getByText('A reload starts over. The browser blocks storage for this page.').first())
      .toBeVisible();
  });
});

describe('files dropped on the page', () => {
  const file = new File(['<database/>'], 'lab.xml', { type: 'text/xml' });

  it('show where they go while they are held over it', async () => {
    const { box } = await setUp();
    box.dispatchEvent(dropEvent('dragenter', [file]));
    await expect.element(page.getByText('Drop a pool database or a saved world')).toBeVisible();
    box.dispatchEvent(dropEvent('dragleave', [file]));
    await expect.element(page.getByText('Drop a pool database or a saved world')).not.toBeInTheDocument();
  });

  it('open as a pool, and what was kept aside is listed', async () => {
    const { box, simulator, asked } = await setUp();
    simulator.info = { ...simulator.info, notices: ['The column VM.colour is not of this model.'] };
    const drop = dropEvent('drop', [file]);
    box.dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
    await expect.element(page.getByRole('dialog', { name: 'lab.xml is open' })).toBeVisible();
    await expect.element(page.getByText('The column VM.colour is not of this model.')).toBeVisible();
    expect(asked()[0]?.slice(0, 2)).toEqual(['world.open', 'lab.xml']);
  });

  it('that are refused leave the world as it is and say why', async () => {
    const { box, simulator } = await setUp();
    simulator.refusals.set('world.open', 'lab.xml ends in the middle of the table VM, line 812.');
    box.dispatchEvent(dropEvent('drop', [file]));
    const dialog = page.getByRole('alertdialog', { name: 'lab.xml was not opened' });
    await expect.element(dialog).toHaveTextContent('lab.xml ends in the middle of the table VM, line 812.');
    await expect.element(dialog).toHaveTextContent('The running world is as it was.');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect.element(page.getByRole('button', { name: 'Cambridge' })).toBeVisible();
  });

  it('are taken one at a time', async () => {
    const { box, asked } = await setUp();
    box.dispatchEvent(dropEvent('drop', [file, file]));
    await expect.element(page.getByText('One file at a time, please.')).toBeVisible();
    expect(asked()).toEqual([]);
  });

  it('leave text that is dragged alone', async () => {
    const { box } = await setUp();
    const drag = new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
    box.dispatchEvent(drag);
    expect(drag.defaultPrevented).toBe(false);
  });
});

it('the simulator bar is accessible', async () => {
  const { box } = await setUp();
  expect(await accessibilityProblems(box)).toEqual([]);
});
