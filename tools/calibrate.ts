/**
 * Prints every published figure beside what the models say, every published rule, and which of the source documents'
 * facts they cover. Ends with 1 if a figure is missed or a rule broken. Usage: npm run calibrate [-- SUBJECT ...]
 */
import { SUBJECTS } from '../src/simulator/physics/calibration/calibration';
import { factCoverage } from '../src/simulator/physics/calibration/coverage';
import { tolerancePercent, type Comparison, type Rule } from '../src/simulator/physics/calibration/row';

const wanted = process.argv.slice(2);
const subjects = SUBJECTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
let missed = 0;

const number = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(4)).toString();

function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function figure(row: Comparison): readonly string[] {
  const isMet = Math.abs(row.errorPercent) <= tolerancePercent(row);
  if (!isMet) missed += 1;
  const { id, quantity, conditions, unit, published, model, kind, source } = row;
  const error = `${row.errorPercent.toFixed(1)} %${isMet ? '' : ' MISSED'}`.replace('-0.0', '0.0');
  return [id, quantity, conditions, `${number(published)} ${unit}`, number(model), error, kind, source];
}

function rule({ id, rule, source, holds, values }: Rule): readonly string[] {
  const isHeld = holds();
  if (!isHeld) missed += 1;
  const judged = values?.().map((value) => (typeof value === 'number' ? number(value) : value));
  return [isHeld ? 'holds' : 'BROKEN', id, rule, judged?.join(', ') ?? '', source];
}

for (const { name, comparisons, rules } of subjects) {
  console.log(`\n${name}\n`);
  const head = ['id', 'quantity', 'conditions', 'published', 'model', 'error', 'kind', 'source'];
  table([head, ...comparisons().map(figure)]);
  console.log('');
  table(rules.map(rule));
}

if (wanted.length === 0) {
  const coverage = factCoverage();
  const covered = coverage.filter(({ rows }) => rows.length > 0);
  const prose = coverage.filter(({ isProse }) => isProse);
  const elsewhere = coverage.filter(({ isElsewhere }) => isElsewhere);
  console.log(`\nfacts of the source documents: ${covered.length} of ${coverage.length} covered\n`);
  table(covered.map(({ fact, rows }) => [fact, rows.join(', ')]));
  console.log(`\nprose (${prose.length}): ${prose.map(({ fact }) => fact).join(' ')}`);
  console.log(`\nbehaviour of other rooms (${elsewhere.length}): ${elsewhere.map(({ fact }) => fact).join(' ')}`);
}
if (missed > 0) {
  console.log(`\n${missed} missed`);
  process.exitCode = 1;
}
