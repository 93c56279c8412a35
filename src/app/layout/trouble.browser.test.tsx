import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { resetBar } from '../simulator-bar/bar-store';
import { LIVE } from '../testing/fake-session';
import { mountConsole } from '../testing/mount-console';

const alert = () => page.getByRole('alert');
const badge = (name: string) => page.getByRole('button', { name, exact: true });

beforeEach(resetBar);

describe('a connection that is lost', () => {
  it('is said above everything, with the time of what is shown, a countdown and a way to try now', async () => {
    const { connections, box } = await mountConsole();
    const sinceMs = Date.UTC(2026, 0, 2, 9, 30);
    connections[0]?.setStatus({ kind: 'lost', reason: 'no answer', sinceMs, retryAtMs: Date.now() + 9500 });
    await expect.element(alert()).toHaveTextContent('Connection lost');
    await expect.element(alert()).toHaveTextContent('What you see dates from 2026-01-02 09:30:00.');
    await expect.element(alert()).toHaveTextContent(/Trying again in (9|10) s\./);
    await expect.element(badge('Not live')).toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect.element(badge('Simulated pool')).toBeVisible();
    await expect.element(alert()).not.toBeInTheDocument();
  });

  it('keeps the tree that was there', async () => {
    const { connections } = await mountConsole();
    await expect.element(page.getByRole('treeitem', { name: /server 1/ })).toBeVisible();
    connections[0]?.setStatus({ kind: 'lost', reason: 'no answer', sinceMs: 0, retryAtMs: 0 });
    await expect.element(badge('Not live')).toBeVisible();
    await expect.element(page.getByRole('treeitem', { name: /server 1/ })).toBeVisible();
  });
});

describe('a simulator that crashes', () => {
  it('leaves the screen as it was, marked, and restarts from what was kept', async () => {
    const { simulators, connections, box } = await mountConsole();
    await expect.element(page.getByRole('treeitem', { name: /server 1/ })).toBeVisible();
    simulators[0]?.crash();
    await expect.element(alert()).toHaveTextContent('The simulator stopped');
    await expect.element(badge('Not live')).toBeVisible();
    await expect.element(page.getByRole('treeitem', { name: /server 1/ })).toBeVisible();
    expect(box.textContent).not.toContain('worker.js');
    expect(await accessibilityProblems(box)).toEqual([]);
    await page.getByRole('button', { name: 'Restart from what was kept' }).click();
    await expect.element(badge('Simulated pool')).toBeVisible();
    connections[1]?.load();
    await expect.element(page.getByRole('treeitem', { name: /server 1/ })).toBeVisible();
    expect(simulators[1]?.boots).toEqual([{ persist: true }]);
  });

  it('starts fresh only after a question', async () => {
    const { simulators } = await mountConsole();
    simulators[0]?.crash();
    await page.getByRole('button', { name: 'Start fresh…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Start with a fresh pool?' });
    await dialog.getByRole('button', { name: 'Start fresh' }).click();
    await expect.element(badge('Simulated pool')).toBeVisible();
    expect(simulators[1]?.boots).toEqual([{ scenario: 'cambridge', seed: 1, fresh: true, persist: true }]);
  });

  it('that only falls silent is said too, and is taken back when it answers', async () => {
    const { simulators, seconds } = await mountConsole();
    const [simulator] = simulators;
    if (simulator) simulator.silent = true;
    seconds(12);
    await expect.element(page.getByText(/has not answered for a while/)).toBeVisible();
    await expect.element(badge('Not live')).toBeVisible();
  });
});

describe('a live pool', () => {
  it('asks for a name and a password, and says what is wrong with them', async () => {
    const { connections, accounts, box } = await mountConsole({ request: LIVE });
    const password = page.getByRole('textbox', { name: 'Password' });
    await expect.element(password).toHaveFocus();
    expect(await accessibilityProblems(box)).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Needed to log in.')).toBeVisible();
    expect(connections).toHaveLength(0);
    await password.fill('wrong');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => connections).toHaveLength(1);
    const failed = { kind: 'failed', code: 'SESSION_AUTHENTICATION_FAILED', params: ['root'], message: '' } as const;
    connections[0]?.setStatus(failed);
    await expect.element(page.getByText('User name or password is wrong.')).toBeVisible();
    await password.fill('right');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect.poll(() => connections).toHaveLength(2);
    connections[1]?.setStatus({ kind: 'loading', loaded: 1, total: 9 });
    await expect.element(page.getByRole('banner')).toBeVisible();
    connections[1]?.load();
    await expect.element(page.getByRole('treeitem', { name: /server 1/ })).toBeVisible();
    expect(accounts).toEqual([
      { username: 'root', password: 'wrong' },
      { username: 'root', password: 'right' },
    ]);
    await expect.element(page.getByRole('region', { name: 'Simulator' })).not.toBeInTheDocument();
  });

  it('that does not answer is told from one that refuses', async () => {
    const { connections } = await mountConsole({ request: LIVE });
    await page.getByRole('textbox', { name: 'Password' }).fill('x');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => connections).toHaveLength(1);
    connections[0]?.setStatus({ kind: 'lost', reason: 'HTTP 502', sinceMs: 0, retryAtMs: 0 });
    await expect.element(page.getByText(/The pool does not answer/)).toBeVisible();
  });
});
