import type { Area } from './picture';

export const RAW = 0;
export const HEXTILE = 5;

const TILE = 16;
const BACKGROUND_SPECIFIED = 2;
const FOREGROUND_SPECIFIED = 4;
const ANY_SUBRECTS = 8;
const SUBRECTS_COLOURED = 16;

type Pixels = readonly Uint8Array[];

/** A rectangle of an update with its header (RFC 6143, 7.6.1). */
export function encodeArea(encoding: number, area: Area, indices: Uint8Array, pixels: Pixels): Uint8Array {
  const body = encoding === HEXTILE ? hextile(area, indices, pixels) : raw(indices, pixels);
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  [area.x, area.y, area.width, area.height].forEach((value, at) => view.setUint16(2 * at, value));
  view.setInt32(8, encoding);
  bytes.set(body, 12);
  return bytes;
}

function raw(indices: Uint8Array, pixels: Pixels): Uint8Array {
  const size = pixels[0]?.length ?? 0;
  const bytes = new Uint8Array(indices.length * size);
  for (let at = 0; at < indices.length; at++) {
    const pixel = pixels[indices[at] ?? 0];
    for (let byte = 0; byte < size; byte++) bytes[at * size + byte] = pixel?.[byte] ?? 0;
  }
  return bytes;
}

function hextile(area: Area, indices: Uint8Array, pixels: Pixels): number[] {
  const bytes: number[] = [];
  for (let y = 0; y < area.height; y += TILE) {
    for (let x = 0; x < area.width; x += TILE) {
      const tile = { x, y, width: Math.min(TILE, area.width - x), height: Math.min(TILE, area.height - y) };
      encodeTile(bytes, tile, area.width, indices, pixels);
    }
  }
  return bytes;
}

interface Run {
  readonly colour: number;
  readonly place: number;
  readonly size: number;
}

/** A tile is its commonest colour and, on top of it, runs of the others. */
function encodeTile(bytes: number[], tile: Area, stride: number, indices: Uint8Array, pixels: Pixels): void {
  const counts = new Map<number, number>();
  const colourAt = (x: number, y: number): number => indices[(tile.y + y) * stride + tile.x + x] ?? 0;
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width; x++) counts.set(colourAt(x, y), (counts.get(colourAt(x, y)) ?? 0) + 1);
  }
  const [background = 0, foreground] = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  if (foreground === undefined) {
    bytes.push(BACKGROUND_SPECIFIED, ...(pixels[background] ?? []));
    return;
  }
  const runs: Run[] = [];
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width;) {
      const colour = colourAt(x, y);
      let end = x + 1;
      while (end < tile.width && colourAt(end, y) === colour) end++;
      if (colour !== background) runs.push({ colour, place: (x << 4) | y, size: (end - x - 1) << 4 });
      x = end;
    }
  }
  const isColoured = counts.size > 2;
  bytes.push(
    BACKGROUND_SPECIFIED | ANY_SUBRECTS | (isColoured ? SUBRECTS_COLOURED : FOREGROUND_SPECIFIED),
    ...(pixels[background] ?? []),
  );
  if (!isColoured) bytes.push(...(pixels[foreground] ?? []));
  bytes.push(runs.length);
  for (const { colour, place, size } of runs) {
    if (isColoured) bytes.push(...(pixels[colour] ?? []));
    bytes.push(place, size);
  }
}
