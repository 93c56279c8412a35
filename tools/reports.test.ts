import { expect, it } from 'vitest';
import { tallyPlaywright, tallyVitest } from './lib/reports.mjs';

it('counts the tests of Vitest, and a file that cannot be loaded as one failure', () => {
  const report = {
    testResults: [
      {
        name: '/repo/src/a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'works' },
          { status: 'failed', fullName: 'breaks', failureMessages: ['expected 1'] },
          { status: 'pending', fullName: 'waits' },
        ],
      },
      { name: '/repo/src/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  };
  expect(tallyVitest(report, (file) => file.replace('/repo/', ''))).toEqual({
    passed: 1,
    failed: [
      { name: 'src/a.test.ts > breaks', detail: 'expected 1' },
      { name: 'src/b.test.ts', detail: 'no such module' },
    ],
    skipped: ['src/a.test.ts > waits'],
  });
});

it('counts the tests of Playwright, and an error outside any test as one failure', () => {
  const spec = (title: string, status: string, ...messages: readonly string[]) => ({
    title,
    tests: [{ status, results: [{ errors: messages.map((message) => ({ message })) }] }],
  });
  const report = {
    suites: [
      {
        title: 'house.spec.ts',
        specs: [spec('opens', 'expected')],
        suites: [
          {
            title: 'a pool',
            specs: [spec('starts', 'unexpected', 'timed out', 'waiting for Start'), spec('later', 'skipped')],
          },
        ],
      },
    ],
    errors: [{ message: 'the server did not start' }],
  };
  expect(tallyPlaywright(report)).toEqual({
    passed: 1,
    failed: [
      { name: 'house.spec.ts > a pool > starts', detail: 'timed out\n\nwaiting for Start\n' },
      { name: 'playwright', detail: 'the server did not start' },
    ],
    skipped: ['house.spec.ts > a pool > later'],
  });
});
