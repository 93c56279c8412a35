import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { annexPart, setAnnexPart } from '../annex';
import type { World } from '../world';
import { compactedStretches, type Stretch } from './stretches';

/** A disk that an export reads, or that an import writes. */
export interface Flow {
  /** Of the transfer that it is a part of. */
  readonly key: string;
  readonly task: Ref<'task'>;
  /** Between the network and the repository stands its control domain. */
  readonly host: Ref<'host'>;
  readonly sr: Ref<'SR'>;
  readonly direction: 'read' | 'write';
  /** With which the control domain holds the disk; null where it has none. */
  readonly vbd: Ref<'VBD'> | null;
  /** What it would get if nobody else used the repository, bytes/s. */
  readonly wantedBytesPerS: number;
  /** Processors of the control domain for each byte/s. */
  readonly coresPerByte: number;
  /** At its speeds so far, and behind them at the present one for as long as it would last; nothing lies behind its end. */
  readonly stretches: readonly Stretch[];
}

/** Part of the annex: what is on its way, by the key of its transfer. */
const FLOWS = 'transfers';
/** Part of the notes: what came before, by server, repository and direction, as exactly as the archives show it. */
const ENDED = 'ended flows';

export function flows(world: World): readonly Flow[] {
  return Object.values(annexPart<readonly Flow[]>(world, FLOWS)).flat();
}

/** What of a transfer goes on, or has been and is part of it. */
export function setFlows(world: World, key: string, of: readonly Flow[]): void {
  const { [key]: _before, ...others } = annexPart<readonly Flow[]>(world, FLOWS);
  setAnnexPart(world, FLOWS, of.length === 0 ? others : { ...others, [key]: of });
}

/** Nothing of a transfer moves any more, or of all: what would have come is forgotten. */
export function endFlows(world: World, key: string | null): void {
  const { nowMs } = world.engine;
  const all = annexPart<readonly Flow[]>(world, FLOWS);
  const ended = key === null ? Object.keys(all) : [key];
  for (const each of ended) {
    for (const flow of all[each] ?? []) keep(world, flow, cutAt(flow.stretches, nowMs));
    setFlows(world, each, []);
  }
}

/** Stretches up to a time. */
export function cutAt(stretches: readonly Stretch[], timeMs: number): readonly Stretch[] {
  return stretches.flatMap((stretch) => {
    if (stretch.fromMs >= timeMs) return [];
    return stretch.toMs <= timeMs ? [stretch] : [{ ...stretch, toMs: timeMs }];
  });
}

function nameOf({ host, sr, direction }: Pick<Flow, 'host' | 'sr' | 'direction'>): string {
  return `${host} ${sr} ${direction}`;
}

function keep({ engine }: World, flow: Flow, stretches: readonly Stretch[]): void {
  if (stretches.length === 0) return;
  const name = nameOf(flow);
  const before = (engine.notes.get(ENDED, name) ?? []) as unknown as readonly Stretch[];
  engine.notes.set(ENDED, name, compactedStretches([...before, ...stretches], engine.nowMs) as unknown as Json);
}

/** What exports and imports do to a repository through a server, one way; some of it goes on. */
export interface FlowHistory extends Pick<Flow, 'host' | 'sr' | 'direction'> {
  readonly stretches: readonly Stretch[];
}

/** All exports and imports that the archives show. */
export function flowHistories(world: World): readonly FlowHistory[] {
  const ended = [...world.engine.notes.all(ENDED)].map(([name, stretches]): FlowHistory => {
    const [host = '', sr = '', direction] = name.split(' ') as [Ref<'host'>, Ref<'SR'>, Flow['direction']];
    return { host, sr, direction, stretches: stretches as unknown as readonly Stretch[] };
  });
  return [...ended, ...flows(world)];
}
