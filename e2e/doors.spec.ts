import { expectState, named, select } from './fixtures/machines';
import { namesOf, poolDumpPath, poolDumps, readPoolDump, visibleRows } from './fixtures/pool-dump';
import { serve } from './fixtures/serve';
import type { ServedPool } from './fixtures/serve';
import { health, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

/** One JSON-RPC call as any client makes it; `post` sends it. */
type Post = (body: object) => Promise<{ readonly result?: unknown; readonly error?: { readonly message: string } }>;

async function call(post: Post, method: string, ...params: readonly unknown[]): Promise<unknown> {
  const { result, error } = await post({ jsonrpc: '2.0', id: 1, method, params });
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result;
}

const login = (post: Post) => call(post, 'session.login_with_password', 'root', 'password', '1.0', 'journey');

test('over HTTP in the page, another client of the same pool changes what the console shows', async ({ page }) => {
  await openConsole(page, '/?transport=msw');
  const post: Post = (body) =>
    page.evaluate(async (data) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch('/jsonrpc', { method: 'POST', headers, body: JSON.stringify(data) });
      return (await response.json()) as { result?: unknown };
    }, body);
  await select(page, 'test-web-1');
  const session = await login(post);
  const [vm] = (await call(post, 'VM.get_by_name_label', session, 'test-web-1')) as readonly string[];
  await call(post, 'VM.set_name_description', session, vm, 'Written over HTTP');
  await expect(page.getByRole('tabpanel')).toContainText('Written over HTTP');
  await page.keyboard.press('Control+b');
  await expectState(page, 'Running');
  expect(await call(post, 'VM.get_power_state', session, vm)).toBe('Running');
});

test.describe('a server with the database of a real pool', () => {
  const file = 'tampa-two-hosts.xml';
  test.skip(!poolDumps.includes(file), 'The databases of real pools are not beside this checkout (../shared/pools).');
  test.describe.configure({ timeout: 180_000 });
  let pool: ServedPool;

  test.beforeAll(async () => {
    pool = await serve(24743, '--pool-dump', poolDumpPath(file), '--speed', '100');
  });
  test.afterAll(() => pool.stop());

  test('shows it after a login, and follows plain JSON-RPC calls of others', async ({ page, request }) => {
    await page.goto(pool.address);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(health(page, 'Live pool')).toBeVisible();
    const { servers, machines } = visibleRows(readPoolDump(file).toString('utf8'));
    for (const name of [...namesOf(servers), ...namesOf(machines)]) await expect(named(page, name)).toBeVisible();

    await named(page, '23local').click();
    await expectState(page, 'Running');
    const post: Post = async (body) => (await request.post(`${pool.address}jsonrpc`, { data: body })).json();
    const session = await login(post);
    const [vm] = (await call(post, 'VM.get_by_name_label', session, '23local')) as readonly string[];
    await call(post, 'VM.clean_shutdown', session, vm);
    await expectState(page, 'Halted');
    await page.keyboard.press('Control+b');
    await expectState(page, 'Running');
    expect(await call(post, 'VM.get_power_state', session, vm)).toBe('Running');
  });
});
