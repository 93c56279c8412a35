import type { LabChart, LabFinding, LabPublished } from '../../control/labs/lab';
import { GPU_FIGURES } from '../physics/calibration/published/gpu';
import type { Bench, LabWorld } from './bench';
import { SINGLES } from './gpu-bed';
import { compareWith, figureOf } from './published';
import { guestsNamed, record, tell } from './telling';

type Single = (typeof SINGLES)[number];

/** Those of the published measurements, and one more. */
const RESOLUTIONS = ['800x600', '1024x768', '1280x800', '1280x960', '1920x1080'] as const;
const SETTLE_MS = 15_000;

/** Which figure is of which guest, resolution and library. */
const PUBLISHED = [
  { id: 'k140q-800', single: 'K140Q', resolution: '800x600', api: 'opengl' },
  { id: 'k140q-1280', single: 'K140Q', resolution: '1280x960', api: 'opengl' },
  { id: 'k140q-dx11', single: 'K140Q', resolution: '1280x800', api: 'dx11' },
  { id: 'k120q-800', single: 'K120Q', resolution: '800x600', api: 'opengl' },
  { id: 'k120q-1280', single: 'K120Q', resolution: '1280x960', api: 'opengl' },
  { id: 'k120q-dx11', single: 'K120Q', resolution: '1280x800', api: 'dx11' },
] as const;

const NAMES: Readonly<Record<Single, string>> = {
  K120Q: 'K120Q',
  K140Q: 'K140Q',
  'K1 whole': 'K1, passed through',
  K240Q: 'K240Q',
  'K2 whole': 'K2, passed through',
};

type Rates = ReadonlyMap<Single, ReadonlyMap<string, number>>;

export const PROFILE_STEPS = RESOLUTIONS.length;

function spoken(resolution: string): string {
  return resolution.replace('x', ' × ');
}

/** Frame rates of guests that have a profile or a whole GPU, each alone on its GPU. */
export async function measureProfiles(bench: Bench, world: LabWorld, api: string): Promise<Rates> {
  const vms = new Map<Single, string>();
  for (const single of SINGLES) {
    const [vm = ''] = await guestsNamed(world, `single ${single}`);
    vms.set(single, vm);
    await world.call('VM.start', vm, false, false);
    await tell(world, vm, 'gpu-benchmark');
  }
  await record(world, [...vms.values()], ['gpu0_fps']);
  const rates = new Map(SINGLES.map((single) => [single, new Map<string, number>()]));
  for (const resolution of RESOLUTIONS) {
    bench.step(world, `profiles: ${spoken(resolution)}`);
    for (const vm of vms.values()) await tell(world, vm, `gpu-benchmark resolution=${resolution} api=${api}`);
    world.advance(SETTLE_MS);
    const byVm = await frameRates(world);
    for (const [single, vm] of vms) rates.get(single)?.set(resolution, byVm.get(vm) ?? 0);
  }
  for (const vm of vms.values()) await world.call('VM.hard_shutdown', vm);
  return rates;
}

/** Frames per second of each guest now. */
export async function frameRates(world: LabWorld): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number>();
  for (const { uuid, rows } of await world.readings(10, (name) => name === 'gpu0_fps')) {
    rates.set(await world.call('VM.get_by_uuid', uuid), rows.at(-1)?.value ?? 0);
  }
  return rates;
}

export function chartOfProfiles(rates: Rates, api: string): LabChart {
  return {
    id: 'profiles',
    title: 'One guest alone on its GPU: profiles against pass-through',
    kind: 'lines',
    x: { label: 'Resolution', unit: '', scale: 'names' },
    y: { label: 'Frame rate', unit: 'fps', scale: 'linear' },
    series: SINGLES.map((single) => ({
      id: single,
      name: NAMES[single],
      points: RESOLUTIONS.map((resolution) => ({
        x: spoken(resolution),
        y: rates.get(single)?.get(resolution) ?? 0,
      })),
    })),
    published: PUBLISHED.filter((each) => each.api === api).map(({ id, single, resolution }): LabPublished => {
      const { published, source } = figureOf(GPU_FIGURES, id);
      return {
        id,
        label: `${single}, ${spoken(resolution)}: ${published} fps`,
        series: single,
        x: spoken(resolution),
        y: published,
        source,
      };
    }),
  };
}

export function findingsOfProfiles(rates: Rates, api: string): readonly LabFinding[] {
  return PUBLISHED.filter((each) => each.api === api).map(({ id, single, resolution }) => {
    const figure = figureOf(GPU_FIGURES, id);
    const measured = rates.get(single)?.get(resolution) ?? 0;
    return compareWith(figure, `Heaven on a ${single}, ${spoken(resolution)}`, measured, figure.published, 'fps');
  });
}
