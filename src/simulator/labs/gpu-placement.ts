import type { LabChart, LabFinding, LabSeries } from '../../control/labs/lab';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Enums } from '../../xapi/datamodel/types.gen';
import { LabFault, type Bench, type LabWorld } from './bench';
import { frameRates } from './gpu-profiles';
import { guestsNamed, record, tell } from './telling';

const SETTLE_MS = 15_000;

const NAMES: Readonly<Record<string, string>> = { breadth_first: 'breadth first', depth_first: 'depth first' };

interface Measured {
  readonly placement: string;
  /** Desktops on each GPU, by its name. */
  readonly onGpu: ReadonlyMap<string, number>;
  /** Load of each GPU as its server sees it, per cent. */
  readonly loads: ReadonlyMap<string, number>;
  /** Frame rate of each desktop, in the order in which they started. */
  readonly fps: readonly number[];
  /** How the first start was refused that was. */
  readonly refusal: string | null;
}

/** Desktops start one after the other, and all render at once. */
export async function measurePlacements(
  bench: Bench,
  world: LabWorld,
  placements: readonly string[],
  work: string,
): Promise<readonly Measured[]> {
  const desktops = await guestsNamed(world, 'desktop-');
  const group = await groupOf(world, desktops[0] ?? '');
  const gpus = await namesOf(world, group);
  const measured: Measured[] = [];
  for (const placement of placements) {
    bench.step(world, `${NAMES[placement] ?? placement}: ${desktops.length} desktops`);
    await world.call('GPU_group.set_allocation_algorithm', group, placement as Enums['allocation_algorithm']);
    let refusal: string | null = null;
    const started: Ref<'VM'>[] = [];
    for (const vm of desktops) {
      try {
        await world.call('VM.start', vm, false, false);
        started.push(vm);
      } catch (error) {
        if (!(error instanceof LabFault)) throw error;
        refusal ??= `${started.length + 1}: ${error.code}`;
      }
    }
    const onGpu = new Map([...gpus.values()].map((name) => [name, 0]));
    for (const vm of started) {
      const [vgpu = ''] = await world.call('VM.get_VGPUs', vm);
      const name = gpus.get(await world.call('VGPU.get_resident_on', vgpu)) ?? '';
      onGpu.set(name, (onGpu.get(name) ?? 0) + 1);
      await tell(world, vm, work);
    }
    await record(world, started, ['gpu0_fps']);
    world.advance(SETTLE_MS);
    const rates = await frameRates(world);
    const loads = await loadsOf(world, [...gpus.values()]);
    measured.push({ placement, onGpu, loads, fps: started.map((vm) => rates.get(vm) ?? 0), refusal });
    for (const vm of started) await world.call('VM.hard_shutdown', vm);
  }
  return measured;
}

const LOAD = 'gpu_utilisation_compute_0000/';

/** Data sources of GPUs are named `gpu_utilisation_compute_0000/3b/00.0`. */
async function loadsOf(world: LabWorld, gpus: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const readings = await world.readings(10, (name) => name.startsWith(LOAD), 'none');
  const known = new Map(
    readings.map(({ source, rows }) => [source.slice(LOAD.length).replace('/', ':'), (rows.at(-1)?.value ?? 0) * 100]),
  );
  return new Map(gpus.map((gpu) => [gpu, known.get(gpu) ?? 0]));
}

async function groupOf(world: LabWorld, vm: Ref<'VM'>): Promise<Ref<'GPU_group'>> {
  const [vgpu = ''] = await world.call('VM.get_VGPUs', vm);
  return world.call('VGPU.get_GPU_group', vgpu);
}

/** GPUs of a group by the addresses that tell them apart: `3b:00.0`. */
async function namesOf(world: LabWorld, group: Ref<'GPU_group'>): Promise<ReadonlyMap<Ref<'PGPU'>, string>> {
  const names = new Map<Ref<'PGPU'>, string>();
  for (const pgpu of await world.call('GPU_group.get_PGPUs', group)) {
    const address = await world.call('PCI.get_pci_id', await world.call('PGPU.get_PCI', pgpu));
    names.set(pgpu, address.replace(/^0000:/, ''));
  }
  return names;
}

export function chartsOfPlacement(measured: readonly Measured[]): readonly LabChart[] {
  const seriesOf = ({ placement }: Measured, points: LabSeries['points']): LabSeries => ({
    id: placement,
    name: NAMES[placement] ?? placement,
    points,
  });
  return [
    {
      id: 'placement',
      title: 'Desktops on each GPU of the group',
      kind: 'bars',
      x: { label: 'GPU', unit: '', scale: 'names' },
      y: { label: 'Desktops', unit: '', scale: 'linear' },
      series: measured.map((run) =>
        seriesOf(
          run,
          [...run.onGpu].map(([x, y]) => ({ x, y })),
        ),
      ),
      published: [],
    },
    {
      id: 'placement-load',
      title: 'Load of each GPU, as the server sees it',
      kind: 'bars',
      x: { label: 'GPU', unit: '', scale: 'names' },
      y: { label: 'gpu_utilisation_compute', unit: '%', scale: 'linear' },
      series: measured.map((run) =>
        seriesOf(
          run,
          [...run.loads].map(([x, y]) => ({ x, y })),
        ),
      ),
      published: [],
    },
    {
      id: 'placement-fps',
      title: 'Frames per second of each desktop while all render',
      kind: 'bars',
      x: { label: 'Desktop', unit: '', scale: 'names' },
      y: { label: 'Frame rate', unit: 'fps', scale: 'linear' },
      series: measured.map((run) =>
        seriesOf(
          run,
          run.fps.map((y, at) => ({ x: String(at + 1), y })),
        ),
      ),
      published: [],
    },
  ];
}

export function findingsOfPlacement(measured: readonly Measured[]): readonly LabFinding[] {
  return measured.flatMap(({ placement, onGpu, fps, refusal }) => {
    const name = NAMES[placement] ?? placement;
    const slowest = Math.min(...fps);
    const busy = [...onGpu.values()].filter((count) => count > 0).length;
    const findings: LabFinding[] = [
      { what: `${name}: GPUs in use`, measured: `${busy} of ${onGpu.size}` },
      { what: `${name}: the slowest desktop`, measured: `${slowest.toFixed(1)} fps` },
    ];
    if (refusal !== null) findings.push({ what: `${name}: the first start that is refused`, measured: refusal });
    return findings;
  });
}
