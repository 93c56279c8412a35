import { isNullRef } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { LabWorld, Readings } from './bench';
import { buildBootStormBed, type BootSystem } from './boot-storm-bed';
import { latencyChart, throughputChart, timeChart, upChart } from './boot-storm-charts';
import { findingsOf } from './boot-storm-findings';
import type { Experiment } from './experiment';
import { guestsNamed } from './telling';

export type Caching = 'off' | 'on' | 'disk';

/** Sizes of storms, as far as asked for. */
const STORMS = [10, 50, 100, 150, 200];
const STEPS: Readonly<Record<Caching, string>> = { off: 'none', on: 'memory', disk: 'local SSD' };
const STARTED_MS = 60_000;
/** Nobody waits longer for a desktop. */
const PATIENCE_MS = 4 * 3_600_000;
const CHUNK_MS = 300_000;

/** What all servers read together, each 5 s. */
export interface Moment {
  /** Since the storm began. */
  readonly timeS: number;
  /** From the filer, over the network. */
  readonly deliveredPerS: number;
  /** By the guests, from the repository. */
  readonly readPerS: number;
  readonly writtenPerS: number;
  /** Of their requests, mean, µs. */
  readonly latencyUs: number;
}

export interface Storm {
  readonly caching: Caching;
  readonly desktops: number;
  /** Seconds from the first start until each desktop reported, sorted. */
  readonly upS: readonly number[];
  /** Of the largest storm only. */
  readonly course: readonly Moment[];
}

/** Storms of more and more desktops, without caching and with it: boot times, and what the filer delivers. */
export const runBootStorm: Experiment = async (bench, answers) => {
  const modes = answers.choices('caching') as readonly Caching[];
  const most = answers.number('desktops');
  const system = answers.choice('system') as BootSystem;
  const device = answers.choice('device');
  const gapMs = 1000 * answers.number('gap');
  const counts = [...STORMS.filter((count) => count < most), most];
  bench.plan(counts.length * modes.length);
  const plan = { dom0: answers.number('dom0'), system, device };
  const world = await bench.build('Desktops', (stage) => buildBootStormBed(stage, counts, plan));
  const storms: Storm[] = [];
  for (const desktops of counts) {
    for (const caching of modes) {
      bench.step(world, `${desktops} desktops, caching: ${STEPS[caching]}`);
      storms.push(await stormOf(world, desktops, caching, gapMs, desktops === most));
    }
  }
  const largest = storms.filter(({ desktops }) => desktops === most);
  return {
    charts: [timeChart(storms), upChart(largest), throughputChart(largest), latencyChart(largest)],
    findings: findingsOf(largest),
  };
};

async function stormOf(
  world: LabWorld,
  desktops: number,
  caching: Caching,
  gapMs: number,
  isFollowed: boolean,
): Promise<Storm> {
  const [sr = ''] = await world.call('SR.get_by_name_label', 'Desktops');
  await world.call('SR.remove_from_other_config', sr, 'o_direct');
  await world.call('SR.add_to_other_config', sr, 'o_direct', String(caching !== 'on'));
  const hosts = await world.call('host.get_all');
  const vms = await guestsNamed(world, `storm-${String(desktops).padStart(3, '0')}-`);
  for (const vm of vms) await setLocalCaching(world, vm, caching === 'disk');
  const short = (await world.call('SR.get_uuid', sr)).slice(0, 8);
  const begunMs = world.nowMs;
  const course: Moment[] = [];
  let followedMs = begunMs;
  // Averages of 5 s are kept for ten minutes.
  const follow = async (leastMs: number): Promise<void> => {
    if (!isFollowed || world.nowMs - followedMs < leastMs) return;
    course.push(...(await courseOf(world, hosts, short, followedMs, begunMs)));
    followedMs = world.nowMs;
  };
  for (const [at, vm] of vms.entries()) {
    if (at > 0) world.advance(gapMs);
    await follow(CHUNK_MS);
    await world.begin('VM.start_on', vm, hosts[at % hosts.length] ?? '', false, false);
  }
  world.advance(STARTED_MS);
  for (;;) {
    // Those that have no room in a control domain have failed by now.
    const running = Object.values(await runningGuests(world));
    const isOver =
      running.every(({ guest_metrics }) => !isNullRef(guest_metrics)) || world.nowMs - begunMs > PATIENCE_MS;
    if (isOver) world.advance(15_000);
    await follow(isOver ? 0 : CHUNK_MS);
    if (isOver) break;
    world.advance(STARTED_MS);
  }
  const reports = await world.call('VM_guest_metrics.get_all_records');
  const upS = Object.values(await runningGuests(world)).flatMap(({ guest_metrics }) => {
    const report = reports[guest_metrics];
    return report === undefined ? [] : [(timeOf(report.last_updated) - begunMs) / 1000];
  });
  for (const vm of Object.keys(await runningGuests(world))) await world.begin('VM.hard_shutdown', vm);
  world.advance(STARTED_MS);
  return { caching, desktops, upS: upS.sort((a, b) => a - b), course };
}

/** Desktops of a pool: copies of what they read are kept on their server, and what they write they forget. */
async function setLocalCaching(world: LabWorld, vm: string, isOn: boolean): Promise<void> {
  for (const vbd of await world.call('VM.get_VBDs', vm)) {
    const { type, VDI: vdi } = await world.call('VBD.get_record', vbd);
    if (type !== 'Disk' || (await world.call('VDI.get_allow_caching', vdi)) === isOn) continue;
    await world.call('VDI.set_allow_caching', vdi, isOn);
    await world.call('VDI.set_on_boot', vdi, isOn ? 'reset' : 'persist');
  }
}

function runningGuests(world: LabWorld): Promise<Readonly<Record<string, Records['VM']>>> {
  return world.call('VM.get_all_records_where', 'field "power_state"="Running" and field "is_control_domain"="false"');
}

/** `20260105T08:00:00Z`, milliseconds since 1970. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d{2})(\d{2})T/, '$1-$2-$3T'));
}

/** What the servers tell of the time since then. */
async function courseOf(
  world: LabWorld,
  hosts: readonly string[],
  short: string,
  fromMs: number,
  begunMs: number,
): Promise<readonly Moment[]> {
  const names = ['read', 'write', 'latency', 'iops_total'].map((name) => `${name}_${short}`);
  const wanted = new Set([...names, 'pif_eth0_rx']);
  const seconds = Math.ceil((world.nowMs - fromMs) / 1000);
  const readings: Readings[] = [];
  for (const host of hosts) readings.push(...(await world.readings(seconds, (name) => wanted.has(name), 'none', host)));
  const times = [...new Set(readings.flatMap(({ rows }) => rows.map(({ timeS }) => timeS)))].sort((a, b) => a - b);
  return times.flatMap((timeS): readonly Moment[] => {
    const sinceS = Math.round(10 * (timeS - begunMs / 1000)) / 10;
    if (sinceS * 1000 <= fromMs - begunMs) return [];
    const of = (name: string): readonly number[] =>
      readings
        .filter(({ source }) => source === name)
        .map(({ rows }) => rows.find((row) => row.timeS === timeS)?.value ?? 0);
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    const [requests, latencies] = [of(`iops_total_${short}`), of(`latency_${short}`)];
    const all = sum(requests);
    const waited = requests.reduce((time, count, at) => time + count * (latencies[at] ?? 0), 0);
    return [
      {
        timeS: sinceS,
        deliveredPerS: sum(of('pif_eth0_rx')),
        readPerS: sum(of(`read_${short}`)),
        writtenPerS: sum(of(`write_${short}`)),
        latencyUs: all > 0 ? waited / all : 0,
      },
    ];
  });
}
