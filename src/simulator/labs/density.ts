import type { LabChart, LabFinding, LabPublished, LabSeries } from '../../control/labs/lab';
import type { Ref } from '../../xapi/datamodel/ref';
import { DENSITY_FIGURES } from '../physics/calibration/published/density';
import { eventChannels, exhaustedBy, type Dom0Load } from '../physics/density/dom0-use';
import { RELEASES, type Release } from '../physics/releases';
import { LabFault, type LabWorld } from './bench';
import { buildDensityBed, GOLDEN, type DensityRelease, type Shape } from './density-bed';
import type { Experiment } from './experiment';
import { compareWith, figureOf } from './published';

type FigureId = (typeof DENSITY_FIGURES)[number]['id'];

/** More VMs than on any server that was ever tested are not started, and fewer when each has many devices. */
const MOST_VMS = 1000;
const MOST_DEVICES = 4000;
/** So many start between two readings. */
const STRIDE = 20;
/** A reading is of 5 s; this is long enough for the newest to be of nothing but the present VMs. */
const SETTLE_MS = 10_000;
const MIB = 1024 ** 2;

/** What was read with so many VMs running. */
interface Reading {
  readonly vms: number;
  readonly channels: number;
  readonly dom0UsedMib: number;
}

interface Run {
  readonly release: DensityRelease;
  readonly dom0Mib: number;
  readonly readings: readonly Reading[];
  readonly vms: number;
  /** Null where the last of them started as well. */
  readonly refusal: { readonly reason: string; readonly fault: LabFault } | null;
}

/** What a figure was published for; its conditions in words are its own. */
interface Conditions {
  readonly release: DensityRelease;
  readonly isHvm: boolean;
  readonly vcpus?: number;
  readonly disks: number;
  readonly nics?: number;
  readonly dom0Mib: number;
}

const ORDINARY = { isHvm: true, vcpus: 2, disks: 2, nics: 1 } as const;
const COUNTS: Partial<Readonly<Record<FigureId, Conditions>>> = {
  'vms-61': { release: '6.1', ...ORDINARY, dom0Mib: 4096 },
  'vms-62': { release: '6.2', ...ORDINARY, dom0Mib: 4096 },
  'vms-62-linux': { release: '6.2', isHvm: false, vcpus: 1, disks: 1, nics: 1, dom0Mib: 4096 },
  'vms-beta2': { release: '6.5', isHvm: false, disks: 1, dom0Mib: 8192 },
};
const MEMORY: Partial<Readonly<Record<FigureId, Conditions>>> = {
  'dom0-200-vms': { release: '6.5', isHvm: true, disks: 2, dom0Mib: 4096 },
};

/** Starts VMs on a server of each release until it refuses one. */
export const runDensity: Experiment = async (bench, answers) => {
  const releases = answers.choices('release') as readonly DensityRelease[];
  const [vcpus, disks, nics] = [answers.number('vcpus'), answers.number('disks'), answers.number('nics')];
  const shape: Shape = { isHvm: answers.choice('guest') === 'hvm', vcpus, disks, nics };
  const asked = answers.choice('dom0');
  const dom0Mib = asked === 'default' ? null : Number(asked);
  const runs: Run[] = [];
  for (const [at, release] of releases.entries()) {
    const name = `XenServer ${release} with as many VMs as start`;
    const world = await bench.build(name, (stage) => buildDensityBed(stage, release, shape, dom0Mib));
    const tell = (vms: number): void =>
      bench.step(world, `XenServer ${release}: ${vms} VMs`, (at + vms / MOST_VMS) / releases.length);
    runs.push(await fill(world, release, shape, tell));
  }
  const charts = [countChart(runs, shape), memoryChart(runs), channelsChart(runs)];
  return { charts, findings: runs.flatMap((run) => findingsOf(run, shape)) };
};

async function fill(world: LabWorld, release: DensityRelease, shape: Shape, tell: (vms: number) => void): Promise<Run> {
  const [host = ''] = await world.call('host.get_all');
  const dom0 = await world.call('host.get_control_domain', host);
  const uuid = await world.call('VM.get_uuid', dom0);
  const dom0Mib = (await world.call('VM.get_memory_target', dom0)) / MIB;
  const [golden = ''] = await world.call('VM.get_by_name_label', GOLDEN);
  const readings: Reading[] = [];
  const read = async (vms: number): Promise<void> => {
    world.advance(SETTLE_MS);
    const channels = eventChannels(physicsOf(release), loadOf(shape, vms));
    readings.push({ vms, channels, dom0UsedMib: await dom0UsedMib(world, uuid) });
  };
  const most = Math.min(MOST_VMS, Math.floor(MOST_DEVICES / (shape.disks + shape.nics)));
  let vms = 0;
  let refusal: Run['refusal'] = null;
  while (vms < most && refusal === null) {
    if (vms % STRIDE === 0) {
      tell(vms);
      await read(vms);
    }
    const fault = await startOneMore(world, golden, vms + 1);
    if (fault === null) vms++;
    // Nobody tells a client what ran out: an administrator looks for it in the control domain.
    else refusal = { fault, reason: exhaustedBy(physicsOf(release), dom0Mib, loadOf(shape, vms + 1)) ?? 'memory' };
  }
  await read(vms);
  return { release, dom0Mib, readings, vms, refusal };
}

async function startOneMore(world: LabWorld, golden: Ref<'VM'>, number: number): Promise<LabFault | null> {
  const vm = await world.call('VM.clone', golden, `vm-${number}`);
  try {
    await world.call('VM.start', vm, false, false);
    return null;
  } catch (error) {
    if (error instanceof LabFault) return error;
    throw error;
  }
}

async function dom0UsedMib(world: LabWorld, uuid: string): Promise<number> {
  const readings = await world.readings(10, (source) => source === 'memory' || source === 'memory_internal_free', uuid);
  const newest = (name: string): number => readings.find(({ source }) => source === name)?.rows.at(-1)?.value ?? 0;
  return newest('memory') / MIB - newest('memory_internal_free') / 1024;
}

function physicsOf(release: DensityRelease): Release {
  return RELEASES[release === '8' ? '8.2' : release];
}

/** The XenAPI has no word for event channels; `lsevtchn` in the control domain would count these. */
function loadOf({ isHvm, vcpus, disks, nics }: Shape, vms: number): Dom0Load {
  return { vms, pvVms: isHvm ? 0 : vms, vcpus: isHvm ? vcpus * vms : 0, vbds: disks * vms, vifs: nics * vms };
}

/** Whether a figure was published for what has been asked. */
function fits(conditions: Conditions, run: Pick<Run, 'release' | 'dom0Mib'>, shape: Shape): boolean {
  return Object.entries(conditions).every(
    ([key, value]) => value === ({ ...shape, ...run } as Readonly<Record<string, unknown>>)[key],
  );
}

function figuresFor(
  figures: Partial<Readonly<Record<FigureId, Conditions>>>,
  run: Pick<Run, 'release' | 'dom0Mib'>,
  shape: Shape,
): readonly (typeof DENSITY_FIGURES)[number]['id'][] {
  return (Object.entries(figures) as [FigureId, Conditions][]).flatMap(([id, conditions]) =>
    fits(conditions, run, shape) ? [id] : [],
  );
}

const VMS = { label: 'VMs', unit: '', scale: 'linear' } as const;

function seriesOf(runs: readonly Run[], of: (reading: Reading) => number): readonly LabSeries[] {
  return runs.map(({ release, readings }) => ({
    id: release,
    name: `XenServer ${release}`,
    points: readings.map((reading) => ({ x: reading.vms, y: of(reading) })),
  }));
}

/** Counts that were published, for guests with a device model and for those without. */
const PUBLISHED: Readonly<Record<'hvm' | 'pv', readonly (readonly [DensityRelease, FigureId])[]>> = {
  hvm: [
    ['6.1', 'vms-61'],
    ['6.2', 'vms-62'],
    ['6.5', 'vms-65'],
    ['7.0', 'vms-70'],
  ],
  pv: [
    ['6.2', 'vms-62-linux'],
    ['6.5', 'vms-beta2'],
  ],
};

function countChart(runs: readonly Run[], { isHvm }: Shape): LabChart {
  const shown = new Set(runs.map(({ release }) => release));
  return {
    id: 'count',
    title: 'VMs until the first refusal',
    kind: 'bars',
    x: { label: 'XenServer', unit: '', scale: 'names' },
    y: VMS,
    series: [{ id: 'vms', name: 'VMs', points: runs.map(({ release, vms }) => ({ x: release, y: vms })) }],
    published: PUBLISHED[isHvm ? 'hvm' : 'pv']
      .filter(([release]) => shown.has(release))
      .map(([release, id]): LabPublished => {
        const { published, quantity, source, conditions } = figureOf(DENSITY_FIGURES, id);
        return { id, label: `${published} ${quantity}: ${conditions}`, x: release, y: published, source };
      }),
  };
}

function memoryChart(runs: readonly Run[]): LabChart {
  const { published, source, conditions } = figureOf(DENSITY_FIGURES, 'dom0-200-vms');
  const hasIt = runs.some(({ release }) => release === '6.5' || release === '7.0');
  return {
    id: 'memory',
    title: 'Memory that the control domain uses',
    kind: 'lines',
    x: VMS,
    y: { label: 'In use', unit: 'MiB', scale: 'linear' },
    series: seriesOf(runs, (reading) => reading.dom0UsedMib),
    published: hasIt
      ? [{ id: 'dom0-200-vms', label: `${published} MiB: ${conditions}`, x: 200, y: published, source }]
      : [],
  };
}

const CHANNELS: readonly (readonly [DensityRelease, FigureId])[] = [
  ['6.1', 'channels-61'],
  ['6.2', 'channels-62'],
];

function channelsChart(runs: readonly Run[]): LabChart {
  const shown = new Set(runs.map(({ release }) => release));
  return {
    id: 'channels',
    title: 'Event channels of the control domain',
    kind: 'lines',
    x: VMS,
    y: { label: 'In use', unit: '', scale: 'linear' },
    series: seriesOf(runs, (reading) => reading.channels),
    published: CHANNELS.filter(([release]) => shown.has(release)).map(([release, id]): LabPublished => {
      const { published, source } = figureOf(DENSITY_FIGURES, id);
      return { id, label: `XenServer ${release} has ${published}`, series: release, y: published, source };
    }),
  };
}

function findingsOf(run: Run, shape: Shape): readonly LabFinding[] {
  const { release, dom0Mib, vms, refusal, readings } = run;
  const findings: LabFinding[] = [];
  for (const id of figuresFor(COUNTS, run, shape)) {
    const figure = figureOf(DENSITY_FIGURES, id);
    findings.push(compareWith(figure, `XenServer ${release}, VMs`, vms, figure.published, 'VMs'));
  }
  for (const id of figuresFor(MEMORY, run, shape)) {
    const figure = figureOf(DENSITY_FIGURES, id);
    const used = readings.at(-1)?.dom0UsedMib ?? 0;
    findings.push(
      compareWith(figure, `XenServer ${release}, memory in use with ${vms} VMs`, used, figure.published, 'MiB'),
    );
  }
  const want = refusal === null ? null : (NAMES[refusal.reason] ?? refusal.reason);
  findings.push({
    what:
      refusal === null
        ? `XenServer ${release}, ${dom0Mib} MiB for the control domain: none is refused`
        : `XenServer ${release} answers the next with ${refusal.fault.code}, for want of ${want}`,
    measured: `${vms} VMs`,
  });
  return findings;
}

const NAMES: Readonly<Record<string, string>> = {
  'dom0 memory': 'memory of the control domain',
  'low memory': 'memory that a 32-bit kernel can use',
  'blktap minors': 'minor numbers for disks',
};
