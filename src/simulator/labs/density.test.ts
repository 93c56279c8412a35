import { expect, test } from 'vitest';
import type { LabResult, LabValues } from '../../control/labs/lab';
import { runLab } from './run';

const run = (values: LabValues): Promise<LabResult> => runLab({ lab: 'density', values }, () => undefined);
/** VMs until the refusal, by release. */
const counts = ({ charts }: LabResult): readonly (readonly [string, number])[] =>
  charts[0]?.series[0]?.points.map(({ x, y }) => [String(x), y] as const) ?? [];
const whats = ({ findings }: LabResult): readonly string[] =>
  findings.map(({ what, measured }) => `${what}: ${measured}`);

test.each([
  ['6.1', 154, 'event channels', 'XenServer 6.1, VMs'],
  ['6.2', 500, 'event channels', 'XenServer 6.2, VMs'],
  ['6.5', 200, 'memory of the control domain', 'XenServer 6.5, memory in use with 200 VMs'],
])('XenServer %s starts %i VMs and runs out of %s, as was published', async (release, vms, want, figure) => {
  const result = await run({ release: [release] });
  expect(counts(result)).toEqual([[release, vms]]);
  const [compared] = result.findings;
  expect(compared?.what).toBe(figure);
  expect(Math.abs(compared?.errorPercent ?? 100)).toBeLessThan(5);
  expect(whats(result)[1]).toBe(
    `XenServer ${release} answers the next with FAILED_TO_START_EMULATOR, for want of ${want}: ${vms} VMs`,
  );
  const [, memory, channels] = result.charts.map(({ series }) => series[0]?.points.map(({ y }) => y) ?? []);
  for (const values of [memory, channels]) {
    expect(values?.length).toBeGreaterThan(5);
    expect(values).toEqual(values?.toSorted((a, b) => a - b));
  }
  const marks = result.charts[2]?.published.map(({ y }) => y) ?? [];
  if (marks.length > 0) expect(channels?.at(-1)).toBeLessThanOrEqual(Number(marks[0]));
});

test('paravirtual guests are more, until the kernel of 6.2 has no memory that 32 bits reach', async () => {
  const result = await run({ release: ['6.2'], guest: 'pv', vcpus: 1, disks: 1 });
  expect(counts(result)).toEqual([['6.2', 652]]);
  expect(result.findings[0]?.errorPercent).toBeCloseTo(0.3, 1);
  expect(whats(result)[1]).toContain('SR_BACKEND_FAILURE_1200');
});

test('a small control domain holds some fifty VMs, whatever the event channels', async () => {
  const result = await run({ release: ['6.1', '6.2'], dom0: 'default' });
  expect(counts(result)).toEqual([
    ['6.1', 55],
    ['6.2', 55],
  ]);
});

test('many disks end with the minor numbers of 6.2, and many interfaces and processors sooner in 6.1', async () => {
  const disks = await run({ release: ['6.2'], vcpus: 1, disks: 15 });
  expect(whats(disks).at(-1)).toBe(
    'XenServer 6.2 answers the next with SR_BACKEND_FAILURE_1200, for want of minor numbers for disks: 136 VMs',
  );
  const rich = await run({ release: ['6.1'], vcpus: 8, disks: 4, nics: 7 });
  expect(counts(rich)).toEqual([['6.1', 46]]);
});
