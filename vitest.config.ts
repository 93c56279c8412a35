import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import packageJson from './package.json' with { type: 'json' };
import { chromiumLaunchOptions } from './tools/lib/chromium.mjs';

const define = { __XENIA_DEV__: 'true' };

/** Bundled before the first test: a package found half-way through would reload the page under a running test. */
const packages = Object.keys(packageJson.dependencies).filter((name) => !name.startsWith('@fontsource'));

export default defineConfig({
  define,
  test: {
    // A core less is Vitest's own choice, which on two cores leaves one of them idle.
    maxWorkers: '100%',
    projects: [
      {
        define,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{src,mocks,bench,tools}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          env: { TZ: 'UTC' },
          // The product's modules hold no state that a test could leave behind, and loading them anew for every file
          // is three quarters of the time.
          isolate: false,
        },
      },
      {
        define,
        test: {
          name: 'wire',
          environment: 'node',
          include: ['e2e/wire/**/*.test.ts'],
          env: { TZ: 'UTC' },
          testTimeout: 30_000,
        },
      },
      {
        define,
        plugins: [react()],
        optimizeDeps: { include: [...packages, 'react-dom/client', 'react/jsx-dev-runtime', 'react/jsx-runtime'] },
        test: {
          name: 'component',
          include: ['src/**/*.browser.test.{ts,tsx}'],
          globalSetup: ['src/simulator/doors/testing/determinism.setup.ts'],
          // Browsers take no number from above. One more than cores: a test waits for its page a third of its time.
          maxWorkers: 3,
          // `expect.poll` waits for the page as `expect.element` does, which has the whole time of a test.
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: chromiumLaunchOptions(),
              contextOptions: { locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
          },
        },
      },
    ],
  },
});
