import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { LabResult, LabRequest } from '../../control/labs/lab';
import { accessibilityProblems } from '../../ui/testing/axe';
import { LINES } from '../../ui/gallery/chart-samples';
import { LIVE, settled } from '../testing/fake-session';
import type { FakeSimulator } from '../testing/fake-simulator';
import { mountConsole } from '../testing/mount-console';
import { forgetRun, useRunsStore } from './runs';

afterEach(() => {
  vi.restoreAllMocks();
  for (const { id } of useRunsStore.getState().tapdisk?.runs ?? []) forgetRun('tapdisk', id);
});

const NOW_MS = Date.UTC(2026, 0, 5, 8, 30);

function resultOf(most: number): LabResult {
  const points = [1, 2, 3].map((x) => ({ x, y: (most * x) / 3 }));
  return {
    charts: [{ ...LINES, series: [{ id: 'new', name: 'tapdisk3', points }] }],
    findings: [
      {
        what: 'tapdisk3, at most',
        measured: `${most} GB/s`,
        published: '10 GB/s',
        errorPercent: most * 10 - 100,
        source: 'A talk',
      },
      { what: 'Guests until then', measured: '3' },
    ],
    worlds: [{ name: 'R720 with 6.5', content: new Blob(['world']) }],
  };
}

async function openLab(path = '/?lab=tapdisk', request?: Parameters<typeof mountConsole>[0]) {
  const mounted = await mountConsole({ path, ...request });
  /** The worker of the newest run, and what it was asked for. */
  const worker = async (): Promise<{ readonly fake: FakeSimulator; readonly asked: LabRequest }> => {
    await settled();
    const fake = mounted.simulators.at(-1);
    const asked = fake?.labs.at(-1);
    if (fake === undefined || asked === undefined) throw new Error('no lab was started');
    return { fake, asked };
  };
  const run = async (): Promise<Awaited<ReturnType<typeof worker>>> => {
    await page
      .getByRole('button', { name: /^Run( again)?$/ })
      .first()
      .click();
    return worker();
  };
  const address = () => mounted.router.state.location.searchStr;
  return { ...mounted, run, address };
}

describe('the list of labs', () => {
  it('opens from the palette’s key and leads to a lab and back', async () => {
    const { address } = await openLab('/');
    await userEvent.keyboard('gl');
    await expect.element(page.getByRole('heading', { level: 1, name: 'Labs' })).toBeVisible();
    await page.getByRole('link', { name: 'tapdisk2 against tapdisk3' }).click();
    await expect.element(page.getByRole('heading', { level: 1, name: 'tapdisk2 against tapdisk3' })).toBeVisible();
    expect(address()).toBe('?lab=tapdisk');
    await expect.poll(() => document.title).toContain('tapdisk2 against tapdisk3');
    await page.getByRole('link', { name: 'All labs' }).click();
    await expect.element(page.getByRole('link', { name: 'tapdisk2 against tapdisk3' })).toBeVisible();
    await page.getByRole('button', { name: 'Close labs' }).click();
    expect(address()).toBe('');
  });

  it('says so kindly where a link names a lab that there is not', async () => {
    const { box } = await openLab('/?lab=tapdisk9');
    await expect.element(page.getByText('There is no lab “tapdisk9”')).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'tapdisk2 against tapdisk3' })).toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('is left by going to an object', async () => {
    const { address } = await openLab('/?lab=tapdisk');
    await page.getByRole('link', { name: /^Notifications/ }).click();
    await expect.element(page.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible();
    expect(address()).toBe('?view=notifications');
  });
});

describe('the inputs of a lab', () => {
  it('are in the address as far as they are not as given, and are what a run asks for', async () => {
    const { run, address } = await openLab();
    await page.getByRole('spinbutton', { name: 'Guests, at most' }).fill('4');
    await page.getByRole('checkbox', { name: /6\.2/ }).click();
    expect(address()).toBe('?lab=tapdisk&inputs=release:6.5,guests:4');
    const { asked } = await run();
    expect(asked).toEqual({
      lab: 'tapdisk',
      values: { release: ['6.5'], direction: ['read', 'write'], guests: 4, depth: 1 },
    });
    // One at least: the last cannot be taken back, and says why.
    await expect.element(page.getByRole('checkbox', { name: /6\.5/ })).toBeDisabled();
    await page.getByRole('button', { name: 'Back to the first inputs' }).click();
    expect(address()).toBe('?lab=tapdisk');
  });

  it('come from a link; what does not fit is named and left as given', async () => {
    const { run } = await openLab('/?lab=tapdisk&inputs=guests:3,depth:999,colour:red');
    await expect.element(page.getByText('Some inputs of the link do not fit this lab')).toBeVisible();
    await expect.element(page.getByText('Left as the lab gives them: depth:999, colour:red.')).toBeVisible();
    expect((await run()).asked.values).toMatchObject({ guests: 3, depth: 1 });
  });
});

describe('a run', () => {
  it('shows how far it is, in steps and virtual time, then charts, findings and worlds', async () => {
    const { run, box } = await openLab();
    const { fake } = await run();
    fake.sayOfLab({ type: 'lab-progress', progress: { done: 0.25, step: '3 of 10 guests', nowMs: NOW_MS } });
    const progress = page.getByRole('region', { name: 'Progress of the lab' });
    await expect.element(progress.getByText('3 of 10 guests')).toBeVisible();
    await expect.element(progress.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
    await expect.element(progress).toHaveTextContent('Mon 2026-01-05 08:30:00');
    fake.sayOfLab({ type: 'lab-result', result: resultOf(9.5) });
    await expect.element(page.getByRole('figure', { name: LINES.title })).toBeVisible();
    await expect
      .element(page.getByRole('row', { name: 'tapdisk3, at most A talk 9.5 GB/s 10 GB/s −5 %' }))
      .toBeVisible();
    await expect.element(page.getByRole('row', { name: 'Guests until then 3 – –' })).toBeVisible();
    await expect.element(page.getByText('R720 with 6.5')).toBeVisible();
    expect(fake.ended).toBe(true);
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('ends when it is stopped', async () => {
    const { run } = await openLab();
    const { fake } = await run();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(fake.ended).toBe(true);
    await expect.element(page.getByRole('status').getByText('The lab was stopped')).toBeVisible();
  });

  it('ends when the lab is left', async () => {
    const { run } = await openLab();
    const { fake } = await run();
    await page.getByRole('link', { name: 'All labs' }).click();
    await expect.poll(() => fake.ended).toBe(true);
  });

  it('that fails says why and what can be done', async () => {
    const { run, address } = await openLab('/?lab=tapdisk&inputs=guests:3');
    const { fake } = await run();
    fake.sayOfLab({ type: 'lab-failed', message: 'SR_FULL: the repository is full.' });
    const alert = page.getByRole('alert');
    await expect.element(alert).toHaveTextContent('SR_FULL: the repository is full. Change the inputs');
    await alert.getByRole('button', { name: 'Back to the first inputs' }).click();
    expect(address()).toBe('?lab=tapdisk');
    const again = await run();
    again.fake.crash('Uncaught RangeError: too deep');
    await expect.element(alert).toHaveTextContent('stopped after an error: Uncaught RangeError: too deep');
    expect(again.fake.ended).toBe(true);
  });
});

describe('runs of a visit', () => {
  async function twoRuns() {
    const lab = await openLab();
    (await lab.run()).fake.sayOfLab({ type: 'lab-result', result: resultOf(9.5) });
    await expect.element(page.getByRole('heading', { name: 'Charts' })).toBeVisible();
    await page.getByRole('spinbutton', { name: 'Guests, at most' }).fill('4');
    (await lab.run()).fake.sayOfLab({ type: 'lab-result', result: resultOf(30) });
    await expect.element(page.getByRole('checkbox', { name: 'Guests, at most: 4' })).toBeChecked();
    return lab;
  }

  it('are named by what differs, and compared side by side over the same axes', async () => {
    const { box } = await twoRuns();
    expect(box.querySelectorAll('figure')).toHaveLength(1);
    await page.getByRole('checkbox', { name: 'As given' }).click();
    await expect.poll(() => box.querySelectorAll('figure svg.recharts-surface').length).toBe(2);
    const ticks = [...box.querySelectorAll('figure')].map((figure) =>
      [...figure.querySelectorAll('svg.recharts-surface text')].map((text) => text.textContent),
    );
    expect(ticks[0]).toEqual(ticks[1]);
    expect(ticks[0]).toContain('30');
    await expect
      .element(page.getByRole('row', { name: 'tapdisk3, at most A talk 9.5 GB/s −5 % 30 GB/s +200 % 10 GB/s' }))
      .toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('with the same inputs take the place of one another', async () => {
    const { run } = await twoRuns();
    (await run()).fake.sayOfLab({ type: 'lab-result', result: resultOf(12) });
    await expect.element(page.getByRole('cell', { name: '12 GB/s' })).toBeVisible();
    expect(useRunsStore.getState().tapdisk?.runs.map(({ id }) => id)).toEqual(['', 'guests:4']);
  });

  it('are there after a visit to another place, and are forgotten when told', async () => {
    await twoRuns();
    await page.getByRole('button', { name: 'Close labs' }).click();
    await page.getByRole('button', { name: 'Labs', exact: true }).click();
    await page.getByRole('link', { name: 'tapdisk2 against tapdisk3' }).click();
    await expect.element(page.getByRole('checkbox', { name: 'Guests, at most: 4' })).toBeChecked();
    await page.getByRole('button', { name: 'Forget run: Guests, at most: 4' }).click();
    await expect.element(page.getByRole('cell', { name: '9.5 GB/s' })).toBeVisible();
  });
});

describe('the world of a run', () => {
  it('is opened in place of the present one after a question', async () => {
    const { run, simulators, address } = await openLab();
    (await run()).fake.sayOfLab({ type: 'lab-result', result: resultOf(9) });
    await page.getByRole('button', { name: 'Open the world R720 with 6.5…' }).click();
    await expect.element(page.getByRole('alertdialog')).toHaveTextContent('It takes the place of the present world.');
    await page.getByRole('button', { name: 'Open world' }).click();
    await expect.poll(() => simulators[0]?.calls.at(-1)?.method).toBe('world.list');
    const opened = simulators[0]?.calls.find(({ method }) => method === 'world.open');
    expect(opened?.args[0]).toBe('R720-with-6.5.xenia');
    await expect.poll(address).toBe('');
  });

  it('can only be saved where the pool is a live one, which takes no part in a lab', async () => {
    const { connections, session } = await openLab('/?lab=tapdisk', { request: LIVE });
    session.login({ username: 'root', password: 'x' });
    connections.at(-1)?.setStatus({ kind: 'connected' });
    connections.at(-1)?.load();
    await expect.element(page.getByText('The lab has a simulator of its own')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Labs', exact: true })).not.toBeInTheDocument();
  });
});
