import type { Ref } from '../../../xapi/datamodel/ref';
import { annexPart, setAnnexPart } from '../annex';
import type { World } from '../world';

/** What an export reads of a repository, or an import writes to it, while it goes on. */
export interface Flow {
  /** Of the transfer that it is a part of. */
  readonly key: string;
  readonly task: Ref<'task'>;
  /** Between the network and the repository stands its control domain. */
  readonly host: Ref<'host'>;
  readonly sr: Ref<'SR'>;
  readonly direction: 'read' | 'write';
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytesPerS: number;
}

/** Part of the annex: what is on its way and what came last, so that statistics know of it. */
const FLOWS = 'flows';
const LATEST = 'latest';
const MOST_ENDED = 64;

export function flows(world: World): readonly Flow[] {
  return annexPart<readonly Flow[]>(world, FLOWS)[LATEST] ?? [];
}

function setFlows(world: World, all: readonly Flow[]): void {
  const { nowMs } = world.engine;
  let forgotten = Math.max(0, all.filter(({ toMs }) => toMs <= nowMs).length - MOST_ENDED);
  const kept = all.filter(({ toMs }) => toMs > nowMs || forgotten-- <= 0);
  setAnnexPart(world, FLOWS, kept.length === 0 ? {} : { [LATEST]: kept });
}

export function noteFlows(world: World, begun: readonly Flow[]): void {
  if (begun.length > 0) setFlows(world, [...flows(world), ...begun]);
}

/** Forgets what of a transfer's flows, or of all, would have come. */
export function endFlows(world: World, key: string | null): void {
  const { nowMs } = world.engine;
  const all = flows(world);
  const isCut = (flow: Flow): boolean => (key === null || flow.key === key) && flow.toMs > nowMs;
  if (!all.some(isCut)) return;
  const left = all.filter((flow) => !isCut(flow) || flow.fromMs < nowMs);
  setFlows(
    world,
    left.map((flow) => (isCut(flow) ? { ...flow, toMs: nowMs } : flow)),
  );
}
