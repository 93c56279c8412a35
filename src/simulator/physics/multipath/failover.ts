import { usePaths, type Ownership, type Path } from './paths';
import { movesLunsFirst, queueSeconds, type MultipathProfile } from './profiles';

export type Transport = 'iscsi' | 'fc';

export interface Phase {
  readonly fromMs: number;
  /** `stalled`: requests hang on a dead path; `switching`: paths are in transition; `queueing`: no path is left. */
  readonly io: 'running' | 'stalled' | 'switching' | 'queueing' | 'failed';
  readonly activePaths: number;
  readonly rate: number;
}

/** open-iscsi sends a no-op every 5 s and waits 5 s for the answer (defaults); fibre channel tells when a link is lost. */
const NOOP_INTERVAL_MS = 5000;
const NOOP_TIMEOUT_MS = 5000;
/** Moving a LUN to the other controller: 1 to 5 s (assumption). */
const OWNERSHIP_MS = 3000;

/** From the loss of a path until its requests go elsewhere, at worst, ms. */
function pathLossMs(transport: Transport): number {
  return transport === 'iscsi' ? NOOP_INTERVAL_MS + NOOP_TIMEOUT_MS : 0;
}

/** How often multipathd looks at paths that it knows to be down, ms. */
const POLLING_MS = 5000;

/** Until it is noticed that other paths are up than before, at worst, ms. */
export function noticeMs(transport: Transport, before: readonly Path[], after: readonly Path[]): number {
  const isBack = after.some(({ isUp }, index) => isUp && before[index]?.isUp === false);
  return Math.max(pathLossMs(transport), isBack ? POLLING_MS : 0);
}

export interface Change {
  readonly before: readonly Path[];
  readonly after: readonly Path[];
  readonly owner: number;
  readonly transport: Transport;
  readonly linkRate: number;
  readonly profile: MultipathProfile;
  /** As the profile's handler has it, unless the array gives no access by its other controller anyway. */
  readonly isPassive?: boolean;
}

/**
 * What a guest sees after paths have changed, phase by phase: requests on lost paths stall until the loss is noticed,
 * the next group takes over, a LUN whose owner is gone moves to the other controller, and without any path requests
 * wait and fail in the end. Paths that come back are used at once, as failback is immediate.
 */
export function failover(change: Change): readonly Phase[] {
  const { before, after, owner, profile, linkRate, transport } = change;
  const isPassive = change.isPassive ?? movesLunsFirst(profile);
  const owned = (controller: number): Ownership => ({
    owner: controller,
    isPassive,
  });
  const use = (paths: readonly Path[], controller: number) => usePaths(paths, owned(controller), profile, linkRate);
  const running = (fromMs: number, controller: number): Phase => {
    const { active, rate } = use(after, controller);
    return { fromMs, io: 'running', activePaths: active.length, rate };
  };

  const isUp = ({ nic, controller }: Path): boolean =>
    after.some((path) => path.isUp && path.nic === nic && path.controller === controller);
  const used = use(before, owner).active;
  const lost = used.filter((path) => !isUp(path)).length;
  const phases: Phase[] = [];
  let nowMs = 0;
  if (lost > 0 && transport === 'iscsi') {
    phases.push({ fromMs: nowMs, io: 'stalled', activePaths: used.length - lost, rate: 0 });
    nowMs += pathLossMs(transport);
  }
  const survivor = after.find((path) => path.isUp);
  if (survivor === undefined) {
    const failsMs = nowMs + queueSeconds(profile) * 1000;
    return [
      ...phases,
      { fromMs: nowMs, io: 'queueing', activePaths: 0, rate: 0 },
      { fromMs: failsMs, io: 'failed', activePaths: 0, rate: 0 },
    ];
  }
  const isOwnerReachable = after.some(({ isUp: up, controller }) => up && controller === owner);
  if (isOwnerReachable) return [...phases, running(nowMs, owner)];
  if (!isPassive) {
    phases.push(running(nowMs, owner));
    nowMs += OWNERSHIP_MS;
  }
  phases.push({ fromMs: nowMs, io: 'switching', activePaths: 0, rate: 0 });
  return [...phases, running(nowMs + OWNERSHIP_MS, survivor.controller)];
}
