import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { setShell } from '../shell-store';
import { resetBar } from '../simulator-bar/bar-store';
import { mountConsole } from '../testing/mount-console';

const row = (name: string | RegExp) => page.getByRole('treeitem', { name });
const dialog = (name: string) => page.getByRole('dialog', { name });
const badge = (name: string | RegExp) => page.getByRole('button', { name });

beforeEach(() => {
  resetBar();
  setShell({ serverDialog: null, paletteOpen: false });
});

const ely = { address: '10.0.0.7', name: 'Ely', username: 'alice', members: ['10.0.0.7', '10.0.0.8'] };

/** Adds Ely beside the simulated pool, up to the moment when its objects arrive. */
async function addEly(stored: Parameters<typeof mountConsole>[0] = { servers: [] }) {
  const mounted = await mountConsole({ servers: [], ...stored });
  await badge('Add a server…').click();
  await dialog('Add a server').getByLabelText('Server', { exact: true }).fill('10.0.0.7');
  await page.getByLabelText('Password').fill('secret');
  await userEvent.keyboard('{Enter}');
  const connection = () => {
    const last = mounted.live('10.0.0.7').connections.at(-1);
    if (last === undefined) throw new Error('Nobody connected.');
    return last;
  };
  await expect.poll(() => mounted.live('10.0.0.7').accounts).toHaveLength(1);
  return { ...mounted, connection };
}

describe('adding a server', () => {
  it('puts its pool beside the others, keeps its address and never the password, and shows it', async () => {
    const { connection, live, kept, router } = await addEly();
    expect(live('10.0.0.7').accounts).toEqual([{ username: 'root', password: 'secret' }]);
    connection().setStatus({ kind: 'connected' });
    connection().load();
    await expect.element(row('Ely')).toBeVisible();
    await expect.element(row('Lab')).toBeVisible();
    await expect.element(page.getByRole('heading', { name: 'Ely' })).toBeVisible();
    await expect.element(badge('Ely: Live pool')).toBeVisible();
    expect(router.state.location.search).toMatchObject({ sel: '10.0.0.7~pool:=pool' });
    expect(kept()).toMatchObject([{ address: '10.0.0.7', name: 'Ely', username: 'root' }]);
    expect(JSON.stringify(kept())).not.toContain('secret');
  });

  it('says in clear words why it came to nothing, and leaves nothing behind', async () => {
    const { connection, kept, box } = await addEly();
    const params = ['root', 'Authentication failure'];
    connection().setStatus({ kind: 'failed', code: 'SESSION_AUTHENTICATION_FAILED', params, message: '' });
    await expect.element(page.getByRole('alert')).toHaveTextContent('User name or password is wrong.');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(row(/10\.0\.0\.7/)).not.toBeInTheDocument();
    expect(kept()).toEqual([]);
    expect(box.textContent).toContain('Lab');
  });

  it('refuses what is no address, and what is in the list already is not added twice', async () => {
    const { pools } = await mountConsole({ servers: [ely] });
    await userEvent.keyboard('as');
    await expect.element(dialog('Add a server').getByLabelText('Server', { exact: true })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Enter the name or the IP address of a server.')).toBeVisible();
    await dialog('Add a server').getByLabelText('Server', { exact: true }).fill('two words');
    await page.getByLabelText('Password').fill('secret');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('This is no address of a server.')).toBeVisible();
    await page.getByLabelText('Server', { exact: true }).fill('https://10.0.0.7/');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => pools.session('10.0.0.7')?.store.getState().phase.kind).toBe('open');
    expect(pools.sessions()).toHaveLength(2);
  });
});

describe('adding several servers', () => {
  it('takes their addresses in one field, and leaves those that refuse the account for another', async () => {
    const { live, kept } = await mountConsole({ servers: [] });
    await badge('Add a server…').click();
    const field = dialog('Add a server').getByLabelText('Server', { exact: true });
    await field.fill('10.0.0.7; two words; 10.0.0.9');
    await page.getByLabelText('Password').fill('secret');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('This is no address of a server: two words')).toBeVisible();
    await field.fill('10.0.0.7; 10.0.0.9');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => live('10.0.0.9').accounts).toEqual([{ username: 'root', password: 'secret' }]);
    expect(live('10.0.0.7').accounts).toEqual([{ username: 'root', password: 'secret' }]);
    live('10.0.0.7').connections.at(-1)?.setStatus({ kind: 'connected' });
    live('10.0.0.7').connections.at(-1)?.load();
    const refusal = { code: 'SESSION_AUTHENTICATION_FAILED', params: [], message: '' } as const;
    live('10.0.0.9')
      .connections.at(-1)
      ?.setStatus({ kind: 'failed', ...refusal });
    const several = dialog('Connect to all servers');
    await expect.element(several.getByRole('alert')).toHaveTextContent('One server did not let this account in.');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await several.getByRole('textbox', { name: 'Password' }).fill('another');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => live('10.0.0.9').accounts.at(-1)).toEqual({ username: 'root', password: 'another' });
    live('10.0.0.9').connections.at(-1)?.setStatus({ kind: 'connected' });
    live('10.0.0.9').connections.at(-1)?.load();
    await expect.element(several).not.toBeInTheDocument();
    expect(JSON.stringify(kept())).not.toContain('secret');
  });
});

describe('a server of the list', () => {
  it('stands greyed in the tree, and is connected to with the keyboard alone', async () => {
    const { live, router, box } = await mountConsole({ servers: [ely] });
    await expect.element(row(/Ely/)).toHaveTextContent('Disconnected');
    await row(/Ely/).click();
    await expect.element(page.getByText('10.0.0.7, 10.0.0.8')).toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await page.getByRole('menuitem', { name: 'Connect…' }).click();
    await expect.element(dialog('Log in to Ely').getByLabelText('Password')).toHaveFocus();
    await userEvent.keyboard('secret{Enter}');
    await expect.poll(() => live('10.0.0.7').accounts).toEqual([{ username: 'alice', password: 'secret' }]);
    live('10.0.0.7').connections[0]?.setStatus({ kind: 'connected' });
    live('10.0.0.7').connections[0]?.load();
    await expect.element(dialog('Log in to Ely')).not.toBeInTheDocument();
    await expect.element(page.getByRole('heading', { name: 'Ely' })).toBeVisible();
    expect(router.state.location.search).toMatchObject({ sel: '10.0.0.7~pool:=pool' });
  });

  it('is left and forgotten', async () => {
    const { connection, kept } = await addEly();
    connection().setStatus({ kind: 'connected' });
    connection().load();
    await row('Ely').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await expect.element(row(/Ely/)).toHaveTextContent('Disconnected');
    await expect.element(row(/server 2/)).toBeVisible();
    await page.getByRole('button', { name: 'Remove from the list' }).click();
    await expect.element(row(/Ely/)).not.toBeInTheDocument();
    expect(kept()).toEqual([]);
  });

  it('is offered when a link leads to one that is not there', async () => {
    await mountConsole({ servers: [], path: '/?sel=10.0.0.9~VM:=vm1' });
    await expect.element(page.getByText('This pool is not in the list')).toBeVisible();
    await page.getByRole('button', { name: 'Add server…' }).click();
    await expect.element(page.getByLabelText('Server', { exact: true })).toHaveValue('10.0.0.9');
  });
});

describe('a session that ends', () => {
  it('asks for the password over what is open, and goes on there', async () => {
    const { connection, router } = await addEly();
    connection().setStatus({ kind: 'connected' });
    connection().load();
    await row('Ely').click();
    await page.getByRole('tab', { name: 'Memory' }).click();
    const ended = { kind: 'failed', code: 'SESSION_INVALID', params: [], message: 'SESSION_INVALID' } as const;
    connection().setStatus(ended);
    await expect.element(dialog('Log in to Ely again')).toBeVisible();
    await expect.element(page.getByText('Not live').first()).toBeInTheDocument();
    await expect.element(dialog('Log in to Ely again').getByLabelText('Password')).toHaveFocus();
    await userEvent.keyboard('secret{Enter}');
    await expect.element(dialog('Log in to Ely again')).not.toBeInTheDocument();
    expect(connection().accounts).toEqual(['root secret']);
    expect(router.state.location.search).toMatchObject({ sel: '10.0.0.7~pool:=pool', tab: 'memory' });
    await expect.element(badge('Ely: Live pool')).toBeVisible();
  });
});

describe('commands', () => {
  it('go to the pool that the objects are of', async () => {
    const { connection, connections } = await addEly();
    connection().setStatus({ kind: 'connected' });
    connection().load();
    await row('Ely').click();
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.element(page.getByRole('combobox', { name: 'Search and commands' })).toHaveFocus();
    await userEvent.keyboard('vm 1');
    await expect.element(page.getByRole('option', { name: /vm 1.*Ely/ })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await row('Lab').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Laboratory');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => connections[0]?.called.some((call) => call.includes('pool.set_name_label'))).toBe(true);
    expect(connection().called.some((call) => call.includes('set_name_label'))).toBe(false);
  });

  it('say during an outage that the pool does not answer, and are back at once after it', async () => {
    const { connection } = await addEly();
    connection().setStatus({ kind: 'connected' });
    connection().load();
    await row('Ely').click();
    await row('vm 1').first().click();
    const shutDown = page.getByRole('toolbar').getByRole('button', { name: 'Shut down' });
    await expect.element(shutDown).not.toHaveAttribute('aria-disabled', 'true');
    connection().setStatus({ kind: 'lost', reason: 'no answer', sinceMs: Date.now(), retryAtMs: Date.now() + 60_000 });
    await expect.element(shutDown).toHaveAccessibleDescription('The pool does not answer.');
    await row('Ely').click({ button: 'right' });
    const rename = page.getByRole('menuitem', { name: 'Rename…' });
    await expect.element(rename).toHaveAccessibleDescription(/^The pool does not answer\./);
    await expect.element(page.getByRole('menuitem', { name: 'Reconnect', exact: true })).toBeEnabled();
    connection().setStatus({ kind: 'connected' });
    await expect.element(rename).not.toHaveAccessibleDescription(/^The pool does not answer\./);
    await userEvent.keyboard('{Escape}');
    await row('vm 1').first().click();
    await expect.element(shutDown).not.toHaveAttribute('aria-disabled', 'true');
  });

  it('are not guessed at for objects of several pools', async () => {
    const { connection } = await addEly();
    connection().setStatus({ kind: 'connected' });
    connection().load();
    await row('Ely').click();
    await row('Lab').click({ modifiers: ['Control'] });
    await expect.element(page.getByText('Of several pools: select objects of one pool')).toBeVisible();
    await row('Lab').click({ button: 'right' });
    const nothing = page.getByRole('menuitem').first();
    await expect.element(nothing).toHaveAttribute('aria-disabled', 'true');
    await expect
      .element(nothing)
      .toHaveAccessibleDescription('Of several pools: select objects of one pool to act on them');
  });
});

describe('the root of the tree', () => {
  const wells = { address: '10.0.0.9', name: 'Wells', username: 'alice', members: ['10.0.0.9'] };
  const root = () => row('Xenia');
  const entry = (name: string) => page.getByRole('menuitem', { name });
  const button = (name: string) => page.getByRole('toolbar').getByRole('button', { name });

  it('has commands for all servers, and says why they cannot', async () => {
    const { live } = await mountConsole({ servers: [] });
    await row('Lab').click();
    await root().click();
    await expect.element(button('Connect all…')).toHaveAccessibleDescription('The list has no servers yet.');
    await expect.element(button('New pool…')).toHaveAccessibleDescription(/^No server that stands alone is connected/);
    await button('Add server…').click();
    await dialog('Add a server').getByLabelText('Server', { exact: true }).fill('10.0.0.7');
    await page.getByLabelText('Password').fill('secret');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => live('10.0.0.7').accounts).toHaveLength(1);
    live('10.0.0.7').connections.at(-1)?.setStatus({ kind: 'connected' });
    live('10.0.0.7').connections.at(-1)?.load();
    await expect.element(row('Ely')).toBeVisible();
    await root().click();
    await expect.element(button('Connect all…')).toHaveAccessibleDescription('All servers are connected.');
    await root().click({ button: 'right' });
    await expect.element(entry('New pool…')).toBeVisible();
    await expect.element(entry('Add server…')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await entry('Disconnect all').click();
    await expect.element(row(/Ely/)).toHaveTextContent('Disconnected');
    await expect.element(button('Disconnect all')).toHaveAccessibleDescription('No server is connected.');
    await button('Connect all…').click();
    await expect.element(dialog('Connect to all servers').getByRole('checkbox', { name: 'Ely' })).toBeChecked();
  });

  it('makes a pool of a server that stands alone, and asks which when there are several', async () => {
    const { live, router } = await mountConsole({ servers: [ely, wells] });
    for (const { address, name } of [ely, wells]) {
      await row(new RegExp(name)).dblClick();
      await dialog(`Log in to ${name}`).getByLabelText('Password').fill('secret');
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => live(address).accounts).toHaveLength(1);
      live(address).connections.at(-1)?.setStatus({ kind: 'connected' });
      live(address).connections.at(-1)?.load();
      await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    }
    await root().click();
    await button('New pool…').click();
    const asks = dialog('New pool');
    await asks.getByRole('radio', { name: /10\.0\.0\.9/ }).click();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await asks.getByRole('button', { name: 'Next' }).click();
    await expect.poll(() => router.state.location.search).toMatchObject({ do: 'pool.create' });
    expect(JSON.stringify(router.state.location.search)).toContain('10.0.0.9');
  });
});

describe('all servers of the list', () => {
  const wells = { address: '10.0.0.9', name: 'Wells', username: 'alice', members: ['10.0.0.9'] };
  const run = async (command: string): Promise<void> => {
    await userEvent.keyboard('{Control>}k{/Control}');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill(command);
    await page.getByRole('option', { name: command }).click();
  };

  it('are connected with one account, and those that refuse it wait for another', async () => {
    const { live, box } = await mountConsole({ servers: [ely, wells] });
    await run('Connect to all servers');
    const all = dialog('Connect to all servers');
    await expect.element(all.getByRole('checkbox', { name: 'Ely' })).toBeChecked();
    await expect.element(all.getByLabelText('User name')).toHaveValue('alice');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await all.getByLabelText('Password').fill('secret');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => live('10.0.0.9').accounts).toEqual([{ username: 'alice', password: 'secret' }]);
    live('10.0.0.7').connections.at(-1)?.setStatus({ kind: 'connected' });
    live('10.0.0.7').connections.at(-1)?.load();
    const refusal = { code: 'SESSION_AUTHENTICATION_FAILED', params: [], message: '' } as const;
    live('10.0.0.9')
      .connections.at(-1)
      ?.setStatus({ kind: 'failed', ...refusal });
    await expect.element(all.getByRole('alert')).toHaveTextContent('One server did not let this account in.');
    await expect.element(all.getByRole('checkbox', { name: 'Ely' })).not.toBeInTheDocument();
    await expect.element(all.getByText('User name or password is wrong.')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await all.getByLabelText('Password', { exact: true }).fill('other');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => live('10.0.0.9').accounts).toHaveLength(2);
    expect(live('10.0.0.7').accounts).toHaveLength(1);
    live('10.0.0.9').connections.at(-1)?.setStatus({ kind: 'connected' });
    await expect.element(all).not.toBeInTheDocument();

    await run('Disconnect from all servers');
    await expect.poll(() => live('10.0.0.7').session.store.getState().connection).toBeNull();
    expect(live('10.0.0.9').session.store.getState().connection).toBeNull();
    expect(box.textContent).toContain('Lab');
  });
});
