import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './tools/lib/chromium.mjs';

// An odd fixed port, never reused: a server that already listens there may be serving something else. It and those of
// the journeys lie below the range (32768 and up) from which the system takes the ports of outgoing connections.
const PORT = 24739;
const url = `http://127.0.0.1:${PORT}`;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // One more than cores: a journey waits for its page a third of its time.
  workers: 3,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: url,
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    contextOptions: { reducedMotion: 'reduce' },
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    // A trace costs a fifth of a journey. Whoever looks into one asks for it: npx playwright test FILE --trace on.
    trace: 'off',
  },
  webServer: {
    command: `node tools/start.mjs --test --port ${PORT} --no-open`,
    url,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
