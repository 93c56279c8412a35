import { shareOne } from '../fair-share';
import { frameMs, type GpuWorkload, type Screen } from './workloads';

/** How an engine's time is divided among its vGPUs (NVIDIA vGPU scheduler). */
export type GpuScheduler = 'best effort' | 'equal share' | 'fixed share';

export interface GpuSession {
  readonly workload: GpuWorkload;
  readonly screen: Screen;
  readonly frameBufferMib: number;
  /** Which vGPU, or passed-through GPU, it renders on; sessions of one share what it gets. */
  readonly vgpu: number | string;
  /** Frames per second that the driver allows: 60, or 45 for virtual PC profiles. */
  readonly limiterFps: number;
}

export interface Engine {
  readonly speed: number;
  readonly scheduler: GpuScheduler;
  /** vGPUs that exist on it, busy or not. */
  readonly residentVgpus: number;
  /** vGPUs of the type that it has room for. */
  readonly mostVgpus: number;
}

export interface EngineLoad {
  readonly fps: readonly number[];
  /** Part of the engine's time in use, 0 to 1. */
  readonly usage: number;
}

/** What a vGPU gets at most, as a part of the engine's time. */
function slice({ scheduler, residentVgpus, mostVgpus }: Engine): number {
  if (scheduler === 'best effort') return 1;
  return 1 / Math.max(1, scheduler === 'equal share' ? residentVgpus : mostVgpus);
}

/**
 * Frames per second of the sessions on one engine: each is held back by the limiter, by its processors or by its share
 * of the engine. Best effort divides the engine max-min by demand; the other schedulers give every vGPU its slice and
 * switch the limiter off.
 */
export function engineLoad(engine: Engine, sessions: readonly GpuSession[]): EngineLoad {
  const timesMs = sessions.map(({ workload, screen, frameBufferMib }) =>
    frameMs(workload, screen, engine.speed, frameBufferMib),
  );
  const wanted = sessions.map(({ workload, limiterFps }, index) => {
    const fps = engine.scheduler === 'best effort' ? Math.min(limiterFps, workload.cpuFps) : workload.cpuFps;
    return Math.min(1, (fps * (timesMs[index] ?? 0)) / 1000);
  });

  const vgpus = [...new Set(sessions.map(({ vgpu }) => vgpu))];
  const membersOf = vgpus.map((vgpu) => sessions.flatMap((session, index) => (session.vgpu === vgpu ? [index] : [])));
  const most = slice(engine);
  const demands = membersOf.map((members) =>
    Math.min(
      most,
      members.reduce((sum, index) => sum + (wanted[index] ?? 0), 0),
    ),
  );
  const shares = sessions.map(() => 0);
  shareOne(demands, 1).forEach((share, at) => {
    const members = membersOf[at] ?? [];
    shareOne(
      members.map((index) => wanted[index] ?? 0),
      share,
    ).forEach((part, index) => {
      shares[members[index] ?? 0] = part;
    });
  });
  return {
    fps: shares.map((share, index) => (share * 1000) / (timesMs[index] ?? 1)),
    usage: shares.reduce((sum, share) => sum + share, 0),
  };
}
