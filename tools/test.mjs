// npm test [-- stage ...]: installs what is missing, finds a Chromium, runs every check and test, and sums up.
// The last line is "N passed, N failed": each test counts as one, and each check without tests of its own.
import { installIfNeeded } from './lib/install.mjs';
import { Failure, main } from './lib/command.mjs';
import { provideChromium } from './lib/provide-chromium.mjs';
import { plain } from './lib/reports.mjs';
import { runStages } from './lib/run-stages.mjs';
import { STAGES } from './lib/stages.mjs';

const LINES_SHOWN = 40;

// Stages have process groups of their own; leaving in an orderly way ends them too.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

main(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => STAGES.every((stage) => stage.name !== name));
  if (unknown.length > 0) {
    const known = STAGES.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`).join('\n');
    throw new Failure(`There is no stage "${unknown.join('", "')}". Stages:\n${known}`);
  }
  await installIfNeeded();
  const needed = STAGES.flatMap(({ name, after = [] }) => (asked.includes(name) ? [name, ...after] : []));
  const stages = asked.length === 0 ? STAGES : STAGES.filter(({ name }) => needed.includes(name));
  const chromium = stages.some(({ browser }) => browser === true) ? await provideChromium() : undefined;
  if (chromium?.path !== undefined) process.env.CHROMIUM_PATH = chromium.path;

  const results = await runStages(stages, report, {
    blocked: (stage) => (stage.browser === true ? chromium?.missing : undefined),
  });
  summarize(results);
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
});

/** One line as a stage ends, and what went wrong. @param {import('./lib/run-stages.mjs').Result} result */
function report({ stage, ok, tally, output, seconds }) {
  console.log(
    `${ok ? 'ok    ' : 'FAILED'} ${stage.name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s  ${stage.what}`,
  );
  if (ok) {
    if (stage.name === 'size') console.log(indent(output));
    return;
  }
  if (stage.tally === undefined || tally.failed.every(({ name }) => name === stage.name)) {
    console.log(indent(plain(output).trimEnd().split('\n').slice(-LINES_SHOWN).join('\n')));
  } else {
    for (const { name, detail } of tally.failed) console.log(`  x ${name}\n${indent(shorten(detail), 6)}`);
  }
  console.log(`  The whole output is in .cache/test/${stage.name}.log`);
}

/** What a failed test says, without the test runner's own calls. @param {string} detail */
function shorten(detail) {
  const lines = plain(detail).trimEnd().split('\n');
  return lines
    .filter((line) => !/^\s+at .*node_modules/.test(line))
    .slice(0, LINES_SHOWN)
    .join('\n');
}

/** @param {readonly import('./lib/run-stages.mjs').Result[]} results */
function summarize(results) {
  const skipped = results.flatMap(({ tally }) => tally.skipped);
  if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((name) => `  - ${name}`).join('\n')}`);

  console.log(`\n${'stage'.padEnd(10)}  passed  failed  skipped  seconds`);
  for (const { stage, tally, seconds } of results) {
    const counts = [tally.passed, tally.failed.length, tally.skipped.length].map((count, at) =>
      String(count).padStart(at === 2 ? 9 : 8),
    );
    console.log(`${stage.name.padEnd(10)}${counts.join('')}${seconds.toFixed(1).padStart(9)}`);
  }
  const passed = results.reduce((sum, { tally }) => sum + tally.passed, 0);
  const failed = results.reduce((sum, { tally }) => sum + tally.failed.length, 0);
  console.log(`\n${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
}

/** @param {string} text */
function indent(text, columns = 4) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ' '.repeat(columns) + line)
    .join('\n');
}
