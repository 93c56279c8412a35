import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { BOARD_HARDWARE, type BoardHardware } from '../../physics/gpu/boards';
import type { GpuSession } from '../../physics/gpu/sharing';
import { GOOGLE_EARTH } from '../../physics/gpu/workloads';
import { MIB_BYTES } from '../../physics/units';
import type { GpuWork, WorkPattern } from '../../physics/workloads';
import { boardOfDevice } from '../gpu/catalogue';
import type { World } from '../world';
import { PLACES, type GpuHoldings } from './gpu-holdings';
import type { Guest } from './guest';
import { hourAt, weekOf, WEEKS, type Week } from './noise';
import type { Span } from './series';

/** A time in which a vGPU, or a GPU that is passed through, was with a guest that did the same all along. */
export interface GpuUse extends Span {
  readonly vm: Ref<'VM'>;
  /** What the driver sees as one: a vGPU, or a device of its own. */
  readonly vgpu: Ref;
  readonly bytes: number;
  readonly isPassedThrough: boolean;
  /** Null for what never rests. */
  readonly week: Week | null;
  /** What renders at a load from 0 to 1. */
  readonly sessions: (load: number) => readonly GpuSession[];
}

/** What a guest renders on a vGPU that nobody has told anything: a map, a quarter of the time (assumption). */
const OWN: GpuWork = {
  program: { ...GOOGLE_EARTH, cpuFps: GOOGLE_EARTH.cpuFps / 4 },
  screen: { width: 1920, height: 1080 },
  sessions: 1,
};
/** Frames a second that the driver allows a vGPU: 60, and 45 one of a virtual PC (NVIDIA vGPU user guide, frame rate limiter). */
const LIMITER_FPS = 60;
const PC_LIMITER_FPS = 45;

/** The board of a GPU, if gpumon reads it: those of NVIDIA (xcp-rrdd-gpumon), and here such as are known. */
export function hardwareOf({ db }: World, pgpu: Records['PGPU']): BoardHardware | undefined {
  const pci = db.get('PCI', pgpu.PCI);
  const board = pci === undefined ? undefined : boardOfDevice('nvidia', pci.vendor_id, pci.device_id);
  return board === undefined ? undefined : BOARD_HARDWARE[board.name];
}

/** Everything that was ever on a GPU, as far as it is remembered. */
export function usesOf(
  world: World,
  ref: Ref<'PGPU'>,
  hardware: BoardHardware,
  guestOf: (ref: Ref<'VM'>) => Guest,
  holdings: GpuHoldings,
): readonly GpuUse[] {
  const { db } = world;
  const pgpu = db.row('PGPU', ref);
  const vgpus = new Set([...pgpu.resident_VGPUs, ...PLACES.refs(world)]);
  const vms = new Set([...vgpus].flatMap((vgpu) => db.get('VGPU', vgpu)?.VM ?? []));
  for (const vm of holdings.usersOf(ref)) vms.add(vm);
  return [...vms].flatMap((vm) => {
    const own = db.has('VM', vm) ? holdings.of(vm).filter((holding) => holding.pgpu === ref) : [];
    if (own.length === 0) return [];
    const guest = guestOf(vm);
    const runs = guest.runs.filter(({ host }) => host === pgpu.host);
    const told = doings(guest);
    return own.flatMap(({ vgpu, ...place }) => {
      const type = vgpu === null ? undefined : db.get('VGPU_type', db.row('VGPU', vgpu).type);
      const isPassedThrough = type === undefined || type.implementation === 'passthrough';
      const bytes = isPassedThrough ? hardware.memoryMib * MIB_BYTES : type.framebuffer_size;
      const limiterFps = isPassedThrough ? Infinity : type.model_name.endsWith('B') ? PC_LIMITER_FPS : LIMITER_FPS;
      const base = { vm, vgpu: vgpu ?? ref, bytes, isPassedThrough };
      const times = within(place, runs);
      return told.flatMap(({ work, week, ...doing }) =>
        within(doing, times).map((span): GpuUse => {
          // Programs begin on one GPU of the guest after the other.
          const all = holdings.at(vm, span.fromS);
          const count = Math.ceil(((work?.sessions ?? 0) - all.indexOf(ref)) / Math.max(1, all.length));
          const sessions = (load: number): readonly GpuSession[] =>
            work === null || load <= 0 || count <= 0
              ? []
              : sessionsOf({ ...work, sessions: count }, load, base.vgpu, bytes, limiterFps);
          return { ...base, ...span, week, sessions };
        }),
      );
    });
  });
}

function sessionsOf(
  { program, screen, sessions }: GpuWork,
  load: number,
  vgpu: Ref,
  bytes: number,
  limiterFps: number,
): readonly GpuSession[] {
  const workload = { ...program, cpuFps: program.cpuFps * load };
  const session = { workload, screen, frameBufferMib: bytes / MIB_BYTES, vgpu, limiterFps };
  return Array.from({ length: sessions }, () => session);
}

interface Doing extends Span {
  readonly work: GpuWork | null;
  readonly week: Week | null;
}

/** What a guest renders, all its life long: what it was told, and its own between. */
function doings({ works, key }: Guest): readonly Doing[] {
  const all: Doing[] = [];
  let sinceS = -Infinity;
  for (const { workload, fromS, toS } of works) {
    all.push({ work: OWN, week: weekOf(key), fromS: sinceS, toS: fromS });
    all.push({ work: workload.gpu, week: weekOfPattern(workload.pattern), fromS, toS });
    sinceS = toS;
  }
  return [...all, { work: OWN, week: weekOf(key), fromS: sinceS, toS: Infinity }];
}

function weekOfPattern(pattern: WorkPattern): Week | null {
  return pattern === 'constant' ? null : WEEKS[pattern];
}

/** Load of a use at a moment. */
export function loadAt({ week }: GpuUse, timeS: number): number {
  return week === null ? 1 : hourAt(week, timeS);
}

/** The parts of some times that lie within another. */
function within({ fromS, toS }: Span, spans: readonly Span[]): readonly Span[] {
  return spans.flatMap((span) => {
    const part = { fromS: Math.max(fromS, span.fromS), toS: Math.min(toS, span.toS) };
    return part.toS > part.fromS ? [part] : [];
  });
}
