import type { MapHub, MapServer, PoolMap } from './engine/pool-map';
import { foldedSide } from './map-fold';
import type { MapFold, MapSide } from './map-fold';

/** A place in the picture, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed<T> {
  readonly thing: T;
  readonly place: Place;
}

/** Ways from a network or repository to servers. */
interface Ways {
  readonly hub: MapHub;
  readonly isStorage: boolean;
  /** One path for all of its lines. */
  readonly drawn: string;
  /** Lines to servers that lack it. */
  readonly lacking: string;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** Where the names of the columns that there are begin, px. */
  readonly heads: readonly { readonly of: 'networks' | 'servers' | 'storage'; readonly x: number }[];
  /** Around the servers: what is on all of them leads here. */
  readonly frame: Place;
  readonly servers: readonly Placed<MapServer>[];
  readonly networks: readonly Placed<MapHub>[];
  readonly storage: readonly Placed<MapHub>[];
  readonly folds: readonly Placed<MapFold>[];
  readonly ways: readonly Ways[];
}

const HUB = { width: 200, height: 30, gap: 8 } as const;
const SERVER = { width: 190, height: 52, gap: 10 } as const;
const GAP = 130;
const MARGIN = 12;
const PAD = 12;
/** Names of columns stand above them. */
export const HEAD = 28;

/** So many servers stand below each other. */
function columnsFor(servers: number): number {
  return servers <= 8 ? 1 : servers <= 20 ? 2 : servers <= 48 ? 3 : 4;
}

/**
 * Networks to the left, storage to the right, servers between them in as many columns as it takes.
 * @param keep reference of a network or repository that is not to become part of a number
 */
export function layoutOf({ servers, networks, storage }: PoolMap, keep: string | null): MapLayout {
  const sides = { networks: foldedSide(networks, keep), storage: foldedSide(storage, keep) };
  const columns = columnsFor(servers.length);
  const rows = Math.max(1, Math.ceil(servers.length / columns));
  const inner = {
    width: columns * SERVER.width + (columns - 1) * SERVER.gap,
    height: rows * SERVER.height + (rows - 1) * SERVER.gap,
  };
  const tallest = Math.max(
    inner.height + PAD * 2,
    ...Object.values(sides).map((side) => boxesOf(side) * (HUB.height + HUB.gap) - HUB.gap),
  );
  const centre = MARGIN + HEAD + tallest / 2;
  const frame: Place = {
    x: MARGIN + HUB.width + GAP,
    y: centre - inner.height / 2 - PAD,
    width: inner.width + PAD * 2,
    height: inner.height + PAD * 2,
  };
  const right = frame.x + frame.width + GAP;
  const column = ({ hubs, folds }: MapSide, x: number) => {
    const top = centre - (boxesOf({ hubs, folds }) * (HUB.height + HUB.gap) - HUB.gap) / 2;
    const place = (at: number): Place => ({
      ...{ x, width: HUB.width, height: HUB.height },
      y: top + at * (HUB.height + HUB.gap),
    });
    return {
      hubs: hubs.map((thing, at): Placed<MapHub> => ({ thing, place: place(at) })),
      folds: folds.map((thing, at): Placed<MapFold> => ({ thing, place: place(hubs.length + at) })),
    };
  };
  const placed = servers.map((thing, at): Placed<MapServer> => ({
    thing,
    place: {
      ...{ width: SERVER.width, height: SERVER.height },
      x: frame.x + PAD + Math.floor(at / rows) * (SERVER.width + SERVER.gap),
      y: frame.y + PAD + (at % rows) * (SERVER.height + SERVER.gap),
    },
  }));
  const byRef = new Map(placed.map(({ thing, place }) => [thing.id.ref, place]));
  const left = column(sides.networks, MARGIN);
  const far = column(sides.storage, right);
  return {
    width: right + HUB.width + MARGIN,
    height: tallest + MARGIN * 2 + HEAD,
    heads: [
      ...(networks.length > 0 ? [{ of: 'networks', x: MARGIN } as const] : []),
      { of: 'servers', x: frame.x },
      ...(storage.length > 0 ? [{ of: 'storage', x: right } as const] : []),
    ],
    frame,
    servers: placed,
    networks: left.hubs,
    storage: far.hubs,
    folds: [...left.folds, ...far.folds],
    ways: [
      ...left.hubs.map((each) => waysOf(each, false, byRef, frame)),
      ...far.hubs.map((each) => waysOf(each, true, byRef, frame)),
    ],
  };
}

const boxesOf = ({ hubs, folds }: MapSide): number => hubs.length + folds.length;

/** What all servers have is one line to their frame; else a line to each that has it. */
function waysOf(
  { thing, place }: Placed<MapHub>,
  isStorage: boolean,
  servers: ReadonlyMap<string, Place>,
  frame: Place,
): Ways {
  const from = { x: isStorage ? place.x : place.x + place.width, y: place.y + place.height / 2 };
  const to = (server: Place): string =>
    curve(from, { x: isStorage ? server.x + server.width : server.x, y: server.y + server.height / 2 });
  const lines = (refs: ReadonlySet<string>): string =>
    [...refs]
      .flatMap((ref) => servers.get(ref) ?? [])
      .map(to)
      .join('');
  const isEverywhere = servers.size > 1 && [...servers.keys()].every((ref) => thing.on.has(ref));
  const middle = { x: isStorage ? frame.x + frame.width : frame.x, y: within(from.y, frame) };
  return {
    hub: thing,
    isStorage,
    drawn: isEverywhere ? curve(from, middle) : lines(thing.on),
    lacking: lines(thing.lacking),
  };
}

/** As level as the frame allows. */
function within(y: number, frame: Place): number {
  return Math.min(frame.y + frame.height - PAD, Math.max(frame.y + PAD, y));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function curve(from: Point, to: Point): string {
  const bend = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${to.x} ${to.y}`;
}
