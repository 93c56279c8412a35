import { expectAccessible } from './fixtures/axe';
import { collectConsole, expect, test } from './fixtures/test';

test.describe('the served page', () => {
  test('comes with a policy that allows no inline script and no inline style', async ({ request }) => {
    const response = await request.get('/');
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(response.headers()['x-content-type-options']).toBe('nosniff');
    // The same policy holds on hosts that send no headers; frame-ancestors has no effect in a meta tag.
    const meta = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(await response.text())?.[1];
    expect(`${meta}; frame-ancestors 'none'`).toBe(policy);
  });

  test('answers every deep link, and names a missing file', async ({ request }) => {
    const deep = await request.get('/some/deep/link?tab=general', { headers: { accept: 'text/html' } });
    expect(deep.status()).toBe(200);
    expect(await deep.text()).toContain('<div id="root">');
    expect((await request.get('/assets/missing.js')).status()).toBe(404);
    expect((await request.get('/.vite/manifest.json')).status()).toBe(400);
    expect((await request.post('/')).status()).toBe(405);
  });

  test('has its theme and density before the bundle runs', async ({ page }) => {
    await page.addInitScript(() => {
      localStorage.setItem('xenia.theme', 'dark');
      localStorage.setItem('xenia.density', 'cosy');
    });
    // Without the bundle only the small blocking script can have set them.
    await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.locator('html')).toHaveAttribute('data-density', 'cosy');
  });

  test('has no accessibility violation in either theme', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  });

  test('refuses an injected script and an injected style', async ({ browser }) => {
    const page = await browser.newPage();
    const output = collectConsole(page);
    await page.goto('/');
    const violations = await page.evaluate(
      () =>
        new Promise<string[]>((done) => {
          // Header and meta tag report each on its own: only the kinds count.
          const seen = new Set<string>();
          document.addEventListener('securitypolicyviolation', (event) => {
            seen.add(event.effectiveDirective);
            if (seen.size === 2) done([...seen]);
          });
          const script = document.createElement('script');
          script.textContent = 'document.title = "injected"';
          const style = document.createElement('style');
          style.textContent = 'body { display: none }';
          document.head.append(script, style);
        }),
    );
    expect(violations.toSorted()).toEqual(['script-src-elem', 'style-src-elem']);
    await expect(page).not.toHaveTitle('injected');
    // What the browser says about it is console output, which fails every journey that does not expect it.
    await expect.poll(() => output.filter((text) => text.includes('Content Security Policy'))).not.toEqual([]);
    await page.close();
  });
});
