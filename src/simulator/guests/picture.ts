import { glyphOf, GLYPH_HEIGHT, GLYPH_WIDTH } from './font';

export const SCREEN_WIDTH = 800;
export const SCREEN_HEIGHT = 600;

const SCALE = 2;
const CELL_WIDTH = (GLYPH_WIDTH + 1) * SCALE;
const CELL_HEIGHT = (GLYPH_HEIGHT + 1) * SCALE;
const MARGIN = 4;

export const COLUMNS = Math.floor((SCREEN_WIDTH - 2 * MARGIN) / CELL_WIDTH);
export const ROWS = SCREEN_HEIGHT / CELL_HEIGHT;

export type Colour = keyof typeof COLOURS;

const COLOURS = {
  black: [16, 20, 24],
  white: [236, 239, 241],
  grey: [150, 160, 170],
  green: [108, 207, 142],
  amber: [232, 183, 90],
  blue: [31, 78, 121],
} as const;

/** Red, green and blue of each colour; a pixel is an index into it. */
export const PALETTE: readonly (readonly [number, number, number])[] = Object.values(COLOURS);

const indices = new Map(Object.keys(COLOURS).map((name, at) => [name, at]));

/** A row of text on the screen. */
export interface Line {
  readonly spans: readonly (readonly [text: string, colour: Colour])[];
  readonly paper: Colour;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const WHOLE_SCREEN: Area = { x: 0, y: 0, width: SCREEN_WIDTH, height: SCREEN_HEIGHT };

export function areaOfRow(row: number): Area {
  return { x: 0, y: row * CELL_HEIGHT, width: SCREEN_WIDTH, height: CELL_HEIGHT };
}

/** Draws a part of the screen: an index into the palette for each pixel, row by row. */
export function paint(lines: readonly Line[], area: Area): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(area.width * area.height);
  const last = Math.floor((area.y + area.height - 1) / CELL_HEIGHT);
  for (let row = Math.floor(area.y / CELL_HEIGHT); row <= last; row++) paintRow(pixels, area, row, lines[row]);
  return pixels;
}

function paintRow(pixels: Uint8Array, area: Area, row: number, line: Line | undefined): void {
  const top = row * CELL_HEIGHT - area.y;
  const paper = indices.get(line?.paper ?? 'black') ?? 0;
  const from = Math.max(0, top);
  const to = Math.min(area.height, top + CELL_HEIGHT);
  pixels.fill(paper, from * area.width, to * area.width);
  let column = 0;
  for (const [text, colour] of line?.spans ?? []) {
    const ink = indices.get(colour) ?? 0;
    for (const character of text) {
      if (column === COLUMNS) return;
      paintGlyph(pixels, area, MARGIN + column++ * CELL_WIDTH - area.x, top + SCALE / 2, glyphOf(character), ink);
    }
  }
}

function paintGlyph(
  pixels: Uint8Array,
  area: Area,
  left: number,
  top: number,
  glyph: readonly number[],
  ink: number,
): void {
  if (left >= area.width || left + CELL_WIDTH <= 0) return;
  for (let dy = 0; dy < GLYPH_HEIGHT * SCALE; dy++) {
    const y = top + dy;
    const bits = glyph[Math.floor(dy / SCALE)] ?? 0;
    if (y < 0 || y >= area.height || bits === 0) continue;
    for (let dx = 0; dx < GLYPH_WIDTH * SCALE; dx++) {
      const x = left + dx;
      const isDot = (bits & (1 << (GLYPH_WIDTH - 1 - Math.floor(dx / SCALE)))) !== 0;
      if (isDot && x >= 0 && x < area.width) pixels[y * area.width + x] = ink;
    }
  }
}
