import { collect } from '../src/simulator/http/plain';
import { openScenario, scenarioSource } from '../src/simulator/doors/worlds';
import type { Simulator } from '../src/simulator/simulator';
import { cpuClock, percentile, type Figure, type Run } from './harness';
import { scaleWorld, vmsIn } from './worlds';

const GUESTS = 200;
const MINUTE_MS = 60_000;
const DAY_S = 86_400;
const DAY_MS = 1000 * DAY_S;
/** What half of the guests of a busy server are told to do, in turns. */
const WORK = ['web', 'database', 'build', 'storage-test', 'network-stream', 'network-requests', 'boot-storm'];
const WARM_UP = 5;
const READS = 11;
const SCHEDULED = 100;

/** Statistics, which nobody samples, and time that passes in large steps. */
export const run: Run = async () => [...(await statistics()), ...(await nobodyLooks()), ...(await yearOfSnapshots())];

async function statistics(): Promise<readonly Figure[]> {
  const simulator = await openScenario({ clockMode: 'instant' }, scenarioSource('scale', 1, 1, GUESTS));
  for (const vm of vmsIn(simulator, 'Halted')) await simulator.call('VM.start', vm, false, false);
  simulator.advance(20 * MINUTE_MS);
  const figures = await bothReads(simulator, `of ${GUESTS} guests`);
  for (const [at, vm] of vmsIn(simulator, 'Running').entries()) {
    await simulator.call('VM.remove_from_other_config', vm, 'workload');
    await simulator.call('VM.add_to_other_config', vm, 'workload', WORK[at % WORK.length] ?? 'idle');
  }
  simulator.advance(20 * MINUTE_MS);
  return [...figures, ...(await bothReads(simulator, `of ${GUESTS} guests told to work`))];
}

async function bothReads(simulator: Simulator, whose: string): Promise<readonly Figure[]> {
  const fine = await readMs(simulator, 10 * 60, 5);
  const coarse = await readMs(simulator, 365 * DAY_S, DAY_S);
  return [
    { what: `rrd_updates ${whose}, ten minutes by 5 s`, value: fine, unit: 'ms CPU', limit: 50 },
    { what: `rrd_updates ${whose}, a year by days`, value: coarse, unit: 'ms CPU', limit: 300 },
  ];
}

async function readMs(simulator: Simulator, seconds: number, interval: number): Promise<number> {
  const login = { jsonrpc: '2.0', id: 1, method: 'session.login_with_password', params: ['root', 'password'] };
  const headers = { 'content-type': 'application/json' };
  const call = { method: 'POST', path: '/jsonrpc', headers, body: JSON.stringify(login) };
  const { result } = JSON.parse(String(await collect((await simulator.handlePlain(call)).body))) as { result: string };
  const start = Math.floor(simulator.nowMs / 1000) - seconds;
  const query = `host=true&json=true&cf=AVERAGE&interval=${interval}&start=${start}&session_id=${result}`;
  const cpu: number[] = [];
  for (let each = 0; each < WARM_UP + READS; each += 1) {
    const cpuMs = cpuClock();
    await collect(
      (await simulator.handlePlain({ method: 'GET', path: `/rrd_updates?${query}`, headers: {}, body: '' })).body,
    );
    if (each >= WARM_UP) cpu.push(cpuMs());
  }
  return percentile(cpu, 0.5);
}

async function nobodyLooks(): Promise<readonly Figure[]> {
  const simulator = await scaleWorld({ clockMode: 'instant' });
  const cpuMs = cpuClock();
  for (let day = 0; day < 365; day += 1) simulator.advance(DAY_MS);
  return [{ what: 'a year of 10,000 VMs, nobody looking', value: cpuMs(), unit: 'ms CPU', limit: 10 }];
}

/** A pool whose schedules keep a week of daily snapshots of some of its VMs. */
async function yearOfSnapshots(): Promise<readonly Figure[]> {
  const simulator = await openScenario({ clockMode: 'instant' }, scenarioSource('scale', 1, 16, 1000));
  const schedule = await simulator.call('VMSS.create', {
    name_label: 'Nightly',
    name_description: '',
    enabled: true,
    type: 'snapshot',
    retained_snapshots: 7,
    frequency: 'daily',
    schedule: { hour: '2', min: '0' },
  } as never);
  for (const vm of vmsIn(simulator, 'Running').slice(0, SCHEDULED)) {
    await simulator.call('VM.set_snapshot_schedule', vm, schedule);
  }
  const cpuMs = cpuClock();
  for (let day = 0; day < 365; day += 1) simulator.advance(DAY_MS);
  return [
    {
      what: `a year of 1,000 VMs with ${SCHEDULED} snapshots a day`,
      value: cpuMs(),
      unit: 'ms CPU',
      limit: 10_000,
    },
  ];
}
