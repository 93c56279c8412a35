import type { LabFinding } from '../../control/labs/lab';
import type { LabWorld } from './bench';
import type { Experiment } from './experiment';
import { curveChart, manyChart, xrayChart } from './overhead-charts';
import { manyFindings, oneFindings } from './overhead-findings';
import {
  bytesOf,
  MANY_PATHS,
  SIZES,
  type Crowd,
  type Curve,
  type LabPath,
  type ManyPath,
  type Size,
} from './overhead-measured';
import { buildOverheadWorld, type LabDevice } from './overhead-world';
import { xray } from './overhead-xray';
import { guestsNamed, tell } from './telling';

interface Choice {
  readonly format: 'raw' | 'vhd';
  /** What an administrator writes into `VBD.other_config`. */
  readonly keys: Readonly<Record<string, string>>;
  /** What a server makes of it. */
  readonly way: string;
}

const CHOICES: Readonly<Record<LabPath, Choice>> = {
  dom0: { format: 'raw', keys: {}, way: 'dom0' },
  blkback: { format: 'raw', keys: { 'backend-kind': 'vbd' }, way: 'vbd raw' },
  'blkback-persistent': {
    format: 'raw',
    keys: { 'backend-kind': 'vbd', 'feature-persistent': '1' },
    way: 'vbd persistent raw',
  },
  tapdisk2: { format: 'vhd', keys: { 'backend-kind': 'vbd' }, way: 'vbd' },
  qdisk: { format: 'vhd', keys: { 'backend-kind': 'qdisk' }, way: 'qdisk' },
  tapdisk3: { format: 'vhd', keys: { 'backend-kind': 'vbd3' }, way: 'vbd3' },
};

/** What each guest keeps in flight where many share a RAM disk: all that a ring holds. */
const FULL_RING = 32;
/** A reading is of 5 s; this is long enough for the newest to be of nothing but the present work. */
const SETTLE_MS = 15_000;

/** Throughput of one guest over each datapath to each device, where the time goes, and many guests on a RAM disk. */
export const runOverhead: Experiment = async (bench, answers) => {
  const devices = answers.choices('device') as readonly LabDevice[];
  const paths = answers.choices('path') as readonly LabPath[];
  const size = answers.choice('size') as Size;
  const depth = answers.number('depth');
  const guests = answers.number('guests');
  const crowds = MANY_PATHS.filter((path) => paths.includes(path));
  bench.plan(devices.length * paths.length + crowds.length * guests);
  const world = await bench.build('Storage paths', (stage) => buildOverheadWorld(stage, guests));
  const rig = await rigOf(world);

  const curves: Curve[] = [];
  for (const device of devices) {
    for (const path of paths) {
      bench.step(world, `${device}: ${path}`);
      curves.push(await curveOf(rig, device, path, size, depth));
    }
  }
  const many: Crowd[] = [];
  for (const path of crowds) {
    const byGuests = await crowdOf(rig, path, (count) =>
      bench.step(world, `RAM disk: ${path}, ${count} of ${guests} guests`),
    );
    many.push({ path, byGuests });
  }

  const isAsPublished = depth === 1;
  const findings: LabFinding[] = [...(isAsPublished ? oneFindings(curves) : []), ...manyFindings(many)];
  return {
    charts: [
      ...devices.map((device) =>
        curveChart(
          device,
          curves.filter((curve) => curve.device === device),
          isAsPublished,
        ),
      ),
      ...devices.map((device) =>
        xrayChart(
          device,
          curves.filter((curve) => curve.device === device),
          size,
        ),
      ),
      ...(many.length > 0 ? [manyChart(many)] : []),
    ],
    findings,
  };
};

/** The machines and disks of the world, found as a client finds them. */
interface Rig {
  readonly world: LabWorld;
  readonly host: string;
  readonly dom0: string;
  readonly guests: readonly string[];
  /** By VM, device and format: `OpaqueRef:… ram-disk raw`. */
  readonly vbds: ReadonlyMap<string, string>;
  /** The first digits of a repository's uuid, as in the names of data sources. */
  readonly shortOf: ReadonlyMap<LabDevice, string>;
}

async function rigOf(world: LabWorld): Promise<Rig> {
  const [host = ''] = await world.call('host.get_all');
  const disks = await world.call('VDI.get_all_records');
  const repositories = Object.entries(await world.call('SR.get_all_records'));
  const vbds = new Map<string, string>();
  for (const [vbd, { VM, VDI }] of Object.entries(await world.call('VBD.get_all_records'))) {
    const disk = disks[VDI];
    const sr = repositories.find(([ref]) => ref === disk?.SR)?.[1];
    if (disk !== undefined && sr !== undefined)
      vbds.set(`${VM} ${sr.name_label} ${disk.sm_config['type'] ?? 'vhd'}`, vbd);
  }
  return {
    world,
    host,
    dom0: await world.call('host.get_control_domain', host),
    guests: await guestsNamed(world, 'reader-'),
    vbds,
    shortOf: new Map(repositories.map(([, { name_label, uuid }]) => [name_label as LabDevice, uuid.slice(0, 8)])),
  };
}

/** Lets somebody measure while disks of some VMs are plugged in a way, and takes them away again. */
async function plugged<T>(
  { world, vbds }: Rig,
  vms: readonly string[],
  device: LabDevice,
  path: LabPath,
  measure: () => Promise<T>,
): Promise<T> {
  const { format, keys } = CHOICES[path];
  const used = vms.map((vm) => vbds.get(`${vm} ${device} ${format}`) ?? '');
  for (const vbd of used) {
    await world.call('VBD.set_other_config', vbd, keys);
    await world.call('VBD.plug', vbd);
  }
  const measured = await measure();
  for (const vm of vms) await tell(world, vm, 'idle');
  for (const vbd of used) await world.call('VBD.unplug', vbd);
  return measured;
}

async function curveOf(rig: Rig, device: LabDevice, path: LabPath, size: Size, depth: number): Promise<Curve> {
  const { world, host, dom0, guests, shortOf } = rig;
  const reader = path === 'dom0' ? dom0 : (guests[0] ?? '');
  const short = shortOf.get(device) ?? '';
  return plugged(rig, [reader], device, path, async () => {
    const endsS = new Map<Size, number>();
    for (const each of SIZES) {
      await tell(world, reader, `storage-test block=${each} depth=${depth} write=0`);
      world.advance(SETTLE_MS);
      endsS.set(each, world.nowMs / 1000);
    }
    const reading = await readingsOf(world, short, (SIZES.length * SETTLE_MS) / 1000);
    const bySize = new Map(SIZES.map((each) => [each, reading('read', endsS.get(each) ?? 0) / 1e6]));
    const waitedUs = reading('read_latency', endsS.get(size) ?? 0);
    const record = await world.call('host.get_record', host);
    return { device, path, bySize, waitedUs, slices: xray(record, CHOICES[path].way, device, bytesOf(size), waitedUs) };
  });
}

/** One guest after the other joins those that read from the RAM disk. */
async function crowdOf(rig: Rig, path: ManyPath, joins: (count: number) => void): Promise<readonly number[]> {
  const { world, guests, shortOf } = rig;
  return plugged(rig, guests, 'ram-disk', path, async () => {
    const endsS: number[] = [];
    for (const [at, vm] of guests.entries()) {
      joins(at + 1);
      await tell(world, vm, `storage-test block=4k depth=${FULL_RING} write=0`);
      world.advance(SETTLE_MS);
      endsS.push(world.nowMs / 1000);
    }
    const reading = await readingsOf(world, shortOf.get('ram-disk') ?? '', (guests.length * SETTLE_MS) / 1000);
    return endsS.map((endS) => reading('iops_read', endS));
  });
}

/** The newest readings of a repository before a time in the last `seconds`, as the server tells them. */
async function readingsOf(
  world: LabWorld,
  short: string,
  seconds: number,
): Promise<(source: string, timeS: number) => number> {
  const readings = await world.readings(seconds, (name) => name.endsWith(short), 'none');
  return (source, timeS) => {
    const rows = readings.find((each) => each.source === `${source}_${short}`)?.rows ?? [];
    return rows.findLast((row) => row.timeS <= timeS)?.value ?? 0;
  };
}
