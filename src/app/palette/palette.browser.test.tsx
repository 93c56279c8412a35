import { flushSync } from 'react-dom';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { makePool } from '../../features/fixtures/pools';
import { accessibilityProblems } from '../../ui/testing/axe';
import { setShell } from '../shell-store';
import { resetBar } from '../simulator-bar/bar-store';
import { mountConsole } from '../testing/mount-console';
import { keepTyping } from './typed-ahead';

const palette = () => page.getByRole('dialog');
const field = () => page.getByRole('combobox', { name: 'Search and commands' });
const option = (name: string | RegExp) => palette().getByRole('option', { name });
const active = () => palette().getByRole('option', { selected: true });

async function openPalette(): Promise<void> {
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(field()).toHaveFocus();
}

function lab() {
  const pool = makePool({ hosts: 2, vms: 12 });
  pool.set('VM', 'vm3', { name_label: 'web-01', tags: ['production'] });
  pool.set('VM', 'vm4', {
    name_label: 'web-02',
    uuid: '6f6e2a3c-11d1-4c1e-9d0e-3f0a52f7b101',
    power_state: 'Halted',
    allowed_operations: ['start', 'start_on'],
  });
  pool.set('VIF', 'vif3', { VM: 'vm3', MAC: '02:00:5e:10:00:03' });
  pool.set('VM', 'vm3', { VIFs: ['vif3'] });
  pool.set('host', 'host1', { address: '192.168.7.12' });
  return pool;
}

beforeEach(() => {
  resetBar();
  setShell({ paletteOpen: false, cheatSheetOpen: false });
});

describe('the palette', () => {
  it('finds an object by a few letters and goes there', async () => {
    const { router } = await mountConsole({ pool: lab() });
    await openPalette();
    await userEvent.keyboard('web1');
    await expect.element(active()).toHaveTextContent('web-01');
    await expect.element(active()).toHaveTextContent('Virtual machine · Running · server 2');
    await userEvent.keyboard('{Enter}');
    await expect.element(field()).not.toBeInTheDocument();
    expect(router.state.location.search).toEqual({ sel: 'VM:=vm3' });
    await expect.element(page.getByRole('main')).toHaveFocus();
    await openPalette();
    await expect.element(page.getByRole('group', { name: 'For web-01' })).toBeVisible();
  });

  it('finds by tag, address, MAC and UUID', async () => {
    await mountConsole({ pool: lab() });
    await openPalette();
    for (const [text, name] of [
      ['production', /web-01/],
      ['192.168.7', /server 2/],
      ['02:00:5e:10:00:03', /web-01/],
      ['6f6e2a3c-11d1', /web-02/],
    ] as const) {
      await field().fill(text);
      await expect.element(active()).toHaveTextContent(name);
    }
  });

  it('understands queries, writes what could follow, says where a mistake is, and takes the text for words then', async () => {
    const { router } = await mountConsole({ pool: lab() });
    await openPalette();
    await field().fill('power:halted');
    await expect.element(page.getByRole('group', { name: 'Objects that match' })).toBeVisible();
    await expect.element(active()).toHaveTextContent('web-02');
    await field().fill('pow');
    await option(/^power:/).click();
    await expect.element(field()).toHaveValue('power:');
    await field().fill('memory>24');
    await expect.element(option(/24.*is no size/)).toHaveAttribute('aria-disabled', 'true');
    await option('Write 24GiB').click();
    await expect.element(field()).toHaveValue('memory>24GiB');
    await field().fill('name:web- tag:production');
    await expect.element(active()).toHaveTextContent('web-01');
    await option(/^Show it in a list/).click();
    await expect.element(field()).not.toBeInTheDocument();
    expect(router.state.location.search).toMatchObject({ find: 'name:web- tag:production' });
  });

  it('runs a command for the selection and says why another one cannot run', async () => {
    const { connections } = await mountConsole({ pool: lab(), path: '/?sel=VM:=vm4' });
    await openPalette();
    await expect.element(page.getByText('For web-02')).toBeVisible();
    await userEvent.keyboard('suspend');
    await expect.element(active()).toHaveTextContent('Suspend');
    await expect.element(active()).toHaveAttribute('aria-disabled', 'true');
    await userEvent.keyboard('{Enter}');
    await expect.element(field()).toBeVisible();
    await field().fill('start');
    await expect.element(active()).toHaveTextContent('Start');
    await userEvent.keyboard('{Enter}');
    await expect.element(field()).not.toBeInTheDocument();
    expect(connections[0]?.called.some((call) => call.startsWith('Async.VM.start(vm4'))).toBe(true);
  });

  it.each(['/', '/?sel=VM:=vm4'])('finds commands of the pool, whatever is selected: %s', async (path) => {
    await mountConsole({ pool: lab(), path });
    await openPalette();
    await field().fill('pool properties');
    await expect.element(active()).toHaveTextContent(/^Pool properties….+/);
    await expect.element(active()).not.toHaveAttribute('aria-disabled', 'true');
  });

  it('searches only commands behind a >', async () => {
    await mountConsole({ pool: lab() });
    await openPalette();
    await userEvent.keyboard('>dark');
    await expect.element(active()).toHaveTextContent('Theme: Dark');
    await field().fill('>web');
    await expect.element(page.getByText('Nothing matches').last()).toBeVisible();
  });

  it('moves with the arrow keys around its ends, and closes with its own key', async () => {
    await mountConsole({ pool: lab() });
    await openPalette();
    await userEvent.keyboard('web-0');
    await expect.element(active()).toHaveTextContent('web-01');
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(active()).toHaveTextContent('web-02');
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    await expect.element(active()).not.toHaveTextContent('web-01');
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.element(field()).not.toBeInTheDocument();
  });

  it('follows the pool while it is open', async () => {
    const pool = lab();
    const { connections } = await mountConsole({ pool });
    await openPalette();
    await userEvent.keyboard('newcomer');
    await expect.element(page.getByText('Nothing matches').last()).toBeVisible();
    pool.set('VM', 'vm5', { name_label: 'newcomer' });
    connections[0]?.push();
    await expect.element(option(/newcomer/)).toBeVisible();
  });

  it('shows names as they are, whatever is in them', async () => {
    const pool = lab();
    pool.set('VM', 'vm5', { name_label: '<img src=x onerror=alert(1)>' });
    const { box } = await mountConsole({ pool });
    await openPalette();
    await userEvent.keyboard('<img');
    await expect.element(active()).toHaveTextContent('<img src=x onerror=alert(1)>');
    expect(box.ownerDocument.querySelector('img[src="x"]')).toBeNull();
  });

  it('is accessible', async () => {
    await mountConsole({ pool: lab() });
    await openPalette();
    await userEvent.keyboard('web');
    await expect.element(active()).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('goes on with the letters of somebody who did not wait for it', async () => {
    await mountConsole({ pool: lab() });
    const end = keepTyping();
    await userEvent.keyboard('webx{Backspace}-0');
    end();
    await openPalette();
    await expect.element(field()).toHaveValue('web-0');
    await expect.element(option(/web-01/)).toBeVisible();
    await userEvent.keyboard('2');
    await expect.element(field()).toHaveValue('web-02');
    await userEvent.keyboard('{Escape}');
    await openPalette();
    await expect.element(field()).toHaveValue('');
  });

  // How long a key takes is for the bench (scale-use), which has the machine to itself.
  it('answers each key among 10,000 VMs at once, and draws few rows', async () => {
    const pool = makePool({ hosts: 64, vms: 10_000 });
    await mountConsole({ pool });
    await openPalette();
    await field().fill('vm 9999');
    await expect.element(active()).toHaveTextContent('vm 9999');
    await expect.element(page.getByText('Still reading the pool…')).not.toBeInTheDocument();
    const input = field().element() as HTMLInputElement;
    for (const text of ['vm 1', 'vm 12', 'vm 123', 'vm 1234']) {
      type(input, text);
      expect(active().element().textContent).toContain(text);
    }
    type(input, 'vm9');
    expect(palette().getByRole('option').elements().length).toBeLessThanOrEqual(50);
  });
});

/** A key as React hears it; what follows is drawn before this returns. */
function type(input: HTMLInputElement, text: string): void {
  flushSync(() => {
    setNativeValue(input, text);
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
}

/** React keeps its own idea of a field's value; the setter of the element's class goes around it. */
function setNativeValue(input: HTMLInputElement, value: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, value);
}
