import { Suspense } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { XapiError } from '../../xapi/client/xapi-error';
import { CommandHost } from '../commands';
import type { FakeConsole } from '../fixtures/fake-connection';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { loadStorageCommands } from '../storage';
import { ConsoleTab } from './index';
import { FakeScreen } from './testing/fake-screen';

function mountConsole(pool: FakePool, cls: 'VM' | 'host', ref: string) {
  const id = { connection: 'test', class: cls, ref } as const;
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%' }}>
      <Suspense>
        <ConsoleTab id={id} kind={cls === 'VM' ? 'vm' : 'host'} />
      </Suspense>
      <CommandHost />
    </div>,
    pool,
    { selection: [id], tab: 'console' },
  );
  mounted.connection.load();
  const opened = async (count = 1): Promise<FakeConsole> => {
    await expect.poll(() => mounted.connection.consoles.length).toBe(count);
    const last = mounted.connection.consoles.at(-1);
    if (last === undefined) throw new Error('no console was opened');
    return last;
  };
  return { ...mounted, opened };
}

/** A pool whose first machine has a screen, and whose first server has a text console. */
function poolWithConsoles(): FakePool {
  const pool = makePool({ hosts: 2, vms: 1 });
  pool.set('console', 'screen', { protocol: 'rfb', VM: 'vm0', location: 'https://10.0.0.1/console?uuid=screen' });
  pool.set('VM', 'vm0', { consoles: ['screen'], domid: 7 });
  pool.set('VM', 'domain0', {
    name_label: 'Control domain',
    is_control_domain: true,
    power_state: 'Running',
    resident_on: 'host0',
    consoles: ['dom0screen', 'dom0text'],
  });
  pool.set('console', 'dom0screen', { protocol: 'rfb', VM: 'domain0' });
  pool.set('console', 'dom0text', { protocol: 'vt100', VM: 'domain0' });
  pool.set('host', 'host0', { control_domain: 'domain0' });
  return pool;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const screen = (name: string) => page.getByRole('application', { name: `Screen of ${name}` });

describe('the screen of a machine', () => {
  it('is shown once it is there, fits, takes keys that browsers keep, and lets the keyboard go', async () => {
    const { opened } = mountConsole(poolWithConsoles(), 'VM', 'vm0');
    await expect
      .element(page.getByRole('status').filter({ hasText: 'Connecting to the console of vm 1' }))
      .toBeVisible();
    const console = await opened();
    expect(console.ref).toBe('screen');
    await expect.element(button('Ctrl+Alt+Del')).toHaveAccessibleDescription('The console is not open yet.');
    const machine = new FakeScreen(console);
    await machine.show();
    await expect.element(screen('vm 1')).toBeVisible();
    await expect.element(screen('vm 1')).toHaveAccessibleDescription('Ctrl+Alt leaves the console with the keyboard');
    await expect.poll(() => colourIn(screen('vm 1').element())).toEqual([0, 128, 255, 255]);
    expect(await accessibilityProblems(document.body)).toEqual([]);

    await button('Ctrl+Alt+Del').click();
    expect(machine.keys()).toEqual(['+ffe3', '+ffe9', '+ffff', '-ffff', '-ffe9', '-ffe3']);
    await button('Keys').click();
    await page.getByRole('menuitem', { name: 'Ctrl+Alt+F2' }).click();
    expect(machine.keys().slice(6, 9)).toEqual(['+ffe3', '+ffe9', '+ffbf']);

    const widthPx = screen('vm 1').element().getBoundingClientRect().width;
    await button('Fit').click();
    await expect.poll(() => screen('vm 1').element().getBoundingClientRect().width).toBe(4);
    await button('Fit').click();
    await expect.poll(() => screen('vm 1').element().getBoundingClientRect().width).toBe(widthPx);

    await screen('vm 1').click();
    await userEvent.keyboard('{Tab}');
    expect(machine.keys().slice(-2)).toEqual(['+ff09', '-ff09']);
    await userEvent.keyboard('{Control>}{Alt>}x{/Alt}{/Control}');
    await expect.element(screen('vm 1')).toHaveFocus();
    await userEvent.keyboard('{Control>}{Alt>}{/Alt}{/Control}');
    await expect.element(button('Ctrl+Alt+Del')).toHaveFocus();
    // Nothing stays down at the other end.
    const keys = machine.keys();
    expect(keys.filter((key) => key.startsWith('+'))).toHaveLength(keys.filter((key) => key.startsWith('-')).length);
  });

  it('gets a text key by key, without what its keyboard has no key for', async () => {
    const { opened } = mountConsole(poolWithConsoles(), 'VM', 'vm0');
    const machine = new FakeScreen(await opened());
    await machine.show();
    await button('Type text…').click();
    const dialog = page.getByRole('dialog', { name: 'Type text' });
    await expect
      .element(dialog.getByRole('button', { name: 'Type', exact: true }))
      .toHaveAccessibleDescription('Enter what is to be typed.');
    await dialog.getByRole('textbox', { name: 'Text' }).fill('a€\nß');
    await expect.element(dialog.getByText('This layout has no key for € ß. They are left out.')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('combobox', { name: 'Keyboard layout of the guest' }).selectOptions('German');
    await expect.element(dialog.getByText('They are left out.')).not.toBeInTheDocument();
    await dialog.getByRole('button', { name: 'Type', exact: true }).click();
    await expect
      .poll(() => machine.keys())
      .toEqual(['+61', '-61', '+fe03', '+10020ac', '-10020ac', '-fe03', '+ff0d', '-ff0d', '+df', '-df']);
    await expect.element(screen('vm 1')).toHaveFocus();
  });

  it('comes back by itself when it was lost, at once when the machine has moved', async () => {
    const pool = poolWithConsoles();
    const { connection, opened } = mountConsole(pool, 'VM', 'vm0');
    const first = await opened();
    await new FakeScreen(first).show();
    await expect.element(screen('vm 1')).toBeVisible();
    first.listener.closed(null);
    await expect.element(screen('vm 1')).not.toBeInTheDocument();
    const second = await opened(2);
    second.listener.closed(new XapiError('SOCKET_FAILED', ['https://10.0.0.1']));
    await expect.element(page.getByText('The console is gone')).toBeVisible();
    await expect
      .element(page.getByText('The console of the server could not be opened: https://10.0.0.1.', { exact: false }))
      .toBeVisible();
    pool.set('VM', 'vm0', { resident_on: 'host1', domid: 3 });
    connection.push();
    await new FakeScreen(await opened(3)).show();
    await expect.element(screen('vm 1')).toBeVisible();
  });

  it('says that it is not allowed, and knocks again only when asked', async () => {
    const { opened } = mountConsole(poolWithConsoles(), 'VM', 'vm0');
    (await opened()).listener.closed(new XapiError('SOCKET_REFUSED', ['403', 'RBAC_PERMISSION_DENIED']));
    await expect.element(page.getByText('The console does not open')).toBeVisible();
    await expect
      .element(page.getByText('The server refused the console: RBAC_PERMISSION_DENIED.', { exact: false }))
      .toBeVisible();
    await button('Try now').click();
    await opened(2);
  });

  it('hangs up when the tab is left', async () => {
    const pool = poolWithConsoles();
    const { connection, opened } = mountConsole(pool, 'VM', 'vm0');
    const console = await opened();
    await new FakeScreen(console).show();
    await expect.element(screen('vm 1')).toBeVisible();
    pool.set('VM', 'vm0', { power_state: 'Halted', consoles: [] });
    connection.push();
    await expect.element(page.getByText('vm 1 is shut down')).toBeVisible();
    await expect.poll(() => console.isClosed).toBe(true);
  });
});

describe('a machine with a screen and a text console', () => {
  it('shows the one that is chosen', async () => {
    const pool = poolWithConsoles();
    pool.set('console', 'serial', { protocol: 'vt100', VM: 'vm0' });
    pool.set('console', 'remote', { protocol: 'rdp', VM: 'vm0' });
    pool.set('VM', 'vm0', { consoles: ['remote', 'serial', 'screen'] });
    const { opened } = mountConsole(pool, 'VM', 'vm0');
    const first = await opened();
    expect(first.ref).toBe('screen');
    await page.getByRole('radio', { name: 'Text' }).click();
    expect((await opened(2)).ref).toBe('serial');
    expect(first.isClosed).toBe(true);
  });
});

describe('a machine that does not run', () => {
  it('offers to start it', async () => {
    const pool = poolWithConsoles();
    pool.set('VM', 'vm0', { power_state: 'Halted', consoles: [], allowed_operations: ['start'] });
    const { connection } = mountConsole(pool, 'VM', 'vm0');
    await expect.element(page.getByText('It has no screen until it runs.')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await button('Start').click();
    await expect.poll(() => connection.called).toContain('Async.VM.start(vm0, false, false)');
    pool.set('VM', 'vm0', { current_operations: { task1: 'start' } });
    connection.push();
    await expect.element(page.getByText('vm 1 is starting')).toBeVisible();
  });

  it('offers to resume it', async () => {
    const pool = poolWithConsoles();
    pool.set('VM', 'vm0', { power_state: 'Suspended', consoles: [], allowed_operations: ['resume'] });
    const { connection } = mountConsole(pool, 'VM', 'vm0');
    await button('Resume').click();
    await expect.poll(() => connection.called).toContain('Async.VM.resume(vm0, false, false)');
  });
});

describe('the CD drive beside a screen', () => {
  it('changes what is in it', async () => {
    const pool = poolWithConsoles();
    pool.set('SR', 'isos', { name_label: 'ISOs', content_type: 'iso', PBDs: ['isopbd'], VDIs: ['cd1', 'cd2'] });
    pool.set('PBD', 'isopbd', { host: 'host0', SR: 'isos', currently_attached: true });
    pool.set('SR', 'elsewhere', { name_label: 'Far', content_type: 'iso', PBDs: ['farpbd'], VDIs: ['cd3'] });
    pool.set('PBD', 'farpbd', { host: 'host1', SR: 'elsewhere', currently_attached: true });
    for (const [ref, name_label, SR] of [
      ['cd1', 'debian.iso', 'isos'],
      ['cd2', 'windows.iso', 'isos'],
      ['cd3', 'far.iso', 'elsewhere'],
    ] as const)
      pool.set('VDI', ref, { name_label, SR, managed: true });
    pool.set('VBD', 'drive', { VM: 'vm0', type: 'CD', empty: false, VDI: 'cd1', userdevice: '3' });
    pool.set('VM', 'vm0', { VBDs: ['vbd-vm0', 'drive'] });
    await loadStorageCommands();
    const { connection } = mountConsole(pool, 'VM', 'vm0');
    const drive = page.getByRole('combobox', { name: 'CD drive' });
    await expect.element(drive).toHaveValue('cd1');
    expect([...(drive.element() as HTMLSelectElement).options].map(({ label }) => label)).toEqual([
      'CD drive empty',
      'debian.iso (ISOs)',
      'windows.iso (ISOs)',
    ]);
    await drive.selectOptions('windows.iso (ISOs)');
    await expect.poll(() => connection.called).toContain('Async.VBD.eject(drive)');
    connection.endTask('task1');
    await expect.poll(() => connection.called).toContain('Async.VBD.insert(drive, cd2)');
    pool.set('VBD', 'drive', { VDI: 'cd2' });
    connection.endTask('task2');
    await expect.element(drive).toHaveValue('cd2');
    await drive.selectOptions('CD drive empty');
    await expect.poll(() => connection.called.filter((call) => call === 'Async.VBD.eject(drive)')).toHaveLength(2);
  });
});

describe('the text console of a server', () => {
  it('shows text, takes what is typed and pasted, and lets the keyboard go', async () => {
    const { opened } = mountConsole(poolWithConsoles(), 'host', 'host0');
    const console = await opened();
    expect(console.ref).toBe('dom0text');
    console.listener.opened();
    console.listener.received(new TextEncoder().encode('\x1b[31mWelcome\x1b[0m \x1b[38;2;1;2;3mhere\x1b[0m\r\n# '));
    const terminal = page.getByRole('textbox', { name: 'Text console of server 1' });
    await expect.element(terminal).toBeInTheDocument();
    await expect.poll(() => document.querySelector('.xterm-rows')?.textContent).toContain('Welcome here');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    const typed = () => new TextDecoder().decode(Uint8Array.from(console.sent.flatMap((bytes) => [...bytes])));
    (terminal.element() as HTMLElement).focus();
    await userEvent.keyboard('ls{Tab}{Enter}');
    await expect.poll(typed).toBe('ls\t\r');
    await userEvent.keyboard('{Control>}{Alt>}{/Control}{/Alt}');
    await expect.element(button('Type text…')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('é\n');
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    await expect.poll(typed).toBe('ls\t\ré\r');
    await expect.element(terminal).toHaveFocus();
  });

  it('is the screen of its control domain where that has no text', async () => {
    const pool = poolWithConsoles();
    pool.set('VM', 'domain0', { consoles: ['dom0screen'] });
    const { opened } = mountConsole(pool, 'host', 'host0');
    const console = await opened();
    expect(console.ref).toBe('dom0screen');
    await new FakeScreen(console).show();
    await expect.element(screen('server 1')).toBeVisible();
  });

  it('leaves no style sheet behind', async () => {
    const before = document.adoptedStyleSheets.length;
    const pool = poolWithConsoles();
    const { connection, opened } = mountConsole(pool, 'host', 'host0');
    (await opened()).listener.opened();
    await expect.poll(() => document.adoptedStyleSheets.length).toBeGreaterThan(before);
    expect(document.querySelector('.terminal style')).toBeNull();
    pool.set('VM', 'domain0', { consoles: [] });
    connection.push();
    await expect.element(page.getByText('The pool lists no console for this server.')).toBeVisible();
    await expect.poll(() => document.adoptedStyleSheets).toHaveLength(before);
  });
});

/** The colour of the first pixel. */
function colourIn(canvas: Element): readonly number[] | undefined {
  if (!(canvas instanceof HTMLCanvasElement)) return undefined;
  const data = canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data;
  return data && [...data];
}
