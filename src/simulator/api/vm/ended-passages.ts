import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { FORGOTTEN_MS } from '../metrics/compacted';
import { compactedStretches, type Stretch } from '../transfer/stretches';
import type { World } from '../world';
import type { Passage } from './passages';

/** A time in which a guest stood still, milliseconds since 1970. */
type Stop = readonly [fromMs: number, toMs: number];

/** Parts of the notes: what migrations did to links, by server, and when guests stood still, by VM; as the archives show it. */
const LINKS = 'ended migrations';
const STOPS = 'stops';

/** Remembers what has been. */
export function keepEnded(world: World, ended: readonly Passage[]): void {
  for (const { vm, from, to, sending, stopMs, endMs } of ended) {
    if (from !== to) {
      keepSending(
        world,
        from,
        sending.map((each) => stretchOf(each, 'sentPerS')),
      );
      keepSending(
        world,
        to,
        sending.map((each) => stretchOf(each, 'receivedPerS')),
      );
    }
    if (endMs > stopMs && world.db.has('VM', vm)) keepStop(world, vm, [stopMs, endMs]);
  }
}

function stretchOf({ fromMs, toMs, bytesPerS }: Passage['sending'][number], way: 'sentPerS' | 'receivedPerS'): Stretch {
  const nothing = { bytesPerS: 0, sentPerS: 0, receivedPerS: 0, transfers: 0, cores: 0 };
  return { ...nothing, fromMs, toMs, [way]: bytesPerS };
}

function keepSending(world: World, host: Ref<'host'>, stretches: readonly Stretch[]): void {
  if (stretches.length === 0) return;
  const { notes, nowMs } = world.engine;
  notes.set(LINKS, host, compactedStretches([...endedSending(world, host), ...stretches], nowMs) as unknown as Json);
}

function keepStop(world: World, vm: Ref<'VM'>, stop: Stop): void {
  const { notes, nowMs } = world.engine;
  const kept = endedStops(world, vm).filter(([, toMs]) => toMs > nowMs - FORGOTTEN_MS);
  notes.set(STOPS, vm, [...kept, stop]);
}

/** Of a VM that has gone nobody asks any more. */
export function forgetStops({ engine }: World, vm: Ref<'VM'>): void {
  engine.notes.delete(STOPS, vm);
}

/** What migrations sent from a server and to it that have ended. */
export function endedSending({ engine }: World, host: Ref<'host'>): readonly Stretch[] {
  return (engine.notes.get(LINKS, host) ?? []) as unknown as readonly Stretch[];
}

/** When a guest stood still because it moved, as far as that is over. */
export function endedStops({ engine }: World, vm: Ref<'VM'>): readonly Stop[] {
  return (engine.notes.get(STOPS, vm) ?? []) as unknown as readonly Stop[];
}
