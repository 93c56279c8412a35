/** Reads the JSON reports of Vitest and Playwright into counts. */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {{ name: string, detail: string }[]} failed
 * @property {string[]} skipped
 */

const ANSI = new RegExp(String.raw`\u001B\[[0-9;]*m`, 'g');
/** @param {string} text */
export const plain = (text) => text.replace(ANSI, '');

/**
 * @typedef {{ status: string, fullName: string, failureMessages?: string[] }} VitestCase
 * @typedef {{ testResults: { name: string, status: string, message?: string, assertionResults: VitestCase[] }[] }} VitestReport
 */

/** @param {VitestReport} report @param {(file: string) => string} shorten @returns {Tally} */
export function tallyVitest(report, shorten) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: [], skipped: [] };
  for (const { name, status, message = '', assertionResults } of report.testResults) {
    const file = shorten(name);
    for (const test of assertionResults) {
      const title = `${file} > ${test.fullName}`;
      if (test.status === 'passed') tally.passed += 1;
      else if (test.status === 'failed')
        tally.failed.push({ name: title, detail: (test.failureMessages ?? []).join('\n') });
      else tally.skipped.push(title);
    }
    // A file that cannot be loaded, or a hook that throws, fails without a failing test.
    if (status === 'failed' && assertionResults.every((test) => test.status !== 'failed')) {
      tally.failed.push({ name: file, detail: message });
    }
  }
  return tally;
}

/**
 * @typedef {{ title: string, file?: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ errors?: { message?: string, snippet?: string }[] }} PlaywrightResult
 * @typedef {{ title: string, tests: { status: string, results: PlaywrightResult[] }[] }} PlaywrightSpec
 * @typedef {{ suites: PlaywrightSuite[], errors?: { message?: string }[] }} PlaywrightReport
 */

/** @param {PlaywrightReport} report @returns {Tally} */
export function tallyPlaywright(report) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: [], skipped: [] };
  /** @param {PlaywrightSuite} suite @param {string} path */
  const visit = (suite, path) => {
    const here = path === '' ? suite.title : `${path} > ${suite.title}`;
    for (const spec of suite.specs ?? []) {
      for (const { status, results } of spec.tests) {
        const name = `${here} > ${spec.title}`;
        // All of them: of a test that ran out of time, the second says what it waited for.
        const errors = results.flatMap((result) => result.errors ?? []);
        const detail = errors.map(({ message = '', snippet = '' }) => `${message}\n${snippet}`).join('\n');
        if (status === 'expected') tally.passed += 1;
        else if (status === 'skipped') tally.skipped.push(name);
        else tally.failed.push({ name, detail });
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, here);
  };
  for (const suite of report.suites) visit(suite, '');
  for (const { message = '' } of report.errors ?? []) tally.failed.push({ name: 'playwright', detail: message });
  return tally;
}
