import type { ChartSpec } from './chart-spec';
import { scaleOf } from './scales';
import type { Domain, Scale } from './scales';

/** Where everything of a chart lies, in px from the top left corner of its drawing. */
export interface ChartLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Bars lie: their names are too long to stand side by side. */
  readonly isLying: boolean;
  readonly x: Scale;
  readonly y: Scale;
  /** What the names of bars are cut to. */
  readonly namePx: number;
  /** A place of the x axis in px, from the left, or from the top where bars lie. */
  readonly along: (place: number) => number;
  /** A place of the y axis in px, from the top, or from the left where bars lie. */
  readonly up: (place: number) => number;
}

const HEIGHT_PX = 288;
const TOP_PX = 8;
/** Room for half of the last tick. */
const RIGHT_PX = 20;
const TICKS_PX = 26;
const PER_Y_TICK_PX = 48;
const PER_LYING_Y_TICK_PX = 84;
const BAR_PX = 16;
const GROUP_GAP_PX = 14;
const LEAST_LYING_PX = 160;

let canvas: CanvasRenderingContext2D | null | undefined;

/** The width of a text on an axis. */
export function textWidth(text: string): number {
  canvas ??= document.createElement('canvas').getContext('2d');
  if (canvas == null) return text.length * 7;
  canvas.font = "12px 'Inter Variable', system-ui, sans-serif";
  return canvas.measureText(text).width;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));

export function layOut(spec: ChartSpec, domain: Domain, widthPx: number): ChartLayout {
  const isBars = spec.kind !== 'lines';
  const roughPlotPx = Math.max(80, widthPx - 60 - RIGHT_PX);
  if (isBars && domain.x.kind === 'names') {
    const names = scaleOf(spec.x, domain.x, 0, true).ticks.map(({ text }) => text);
    if (spec.x.scale === 'names' && widest(names) + 12 > roughPlotPx / names.length) {
      return lie(spec, domain, widthPx, names);
    }
  }
  const plotHeight = HEIGHT_PX - TOP_PX - TICKS_PX;
  const y = scaleOf(spec.y, domain.y, Math.floor(plotHeight / PER_Y_TICK_PX), false);
  const left = Math.ceil(widest(y.ticks.map(({ text }) => text))) + 10;
  const plot = { left, top: TOP_PX, width: Math.max(40, widthPx - left - RIGHT_PX), height: plotHeight };
  const x = spaced(scaleOf(spec.x, domain.x, ticksOf(spec, domain, plot.width), true), plot.width);
  const namePx = domain.x.kind === 'names' ? plot.width / domain.x.names.length - 6 : Infinity;
  return {
    widthPx,
    heightPx: HEIGHT_PX,
    plot,
    isLying: false,
    x,
    y,
    namePx,
    along: (place) => plot.left + share(x, place) * plot.width,
    up: (place) => plot.top + (1 - share(y, place)) * plot.height,
  };
}

function lie(spec: ChartSpec, domain: Domain, widthPx: number, names: readonly string[]): ChartLayout {
  const left = Math.min(Math.ceil(widest(names)) + 12, Math.floor(widthPx * 0.42));
  const rows = spec.kind === 'stacked' ? 1 : spec.series.length;
  const height = Math.max(LEAST_LYING_PX, names.length * (rows * (BAR_PX + 2) + GROUP_GAP_PX));
  const plot = { left, top: TOP_PX, width: Math.max(40, widthPx - left - RIGHT_PX), height };
  const x = scaleOf(spec.x, domain.x, names.length, true);
  const y = scaleOf(spec.y, domain.y, Math.floor(plot.width / PER_LYING_Y_TICK_PX), false);
  return {
    widthPx,
    heightPx: TOP_PX + height + TICKS_PX,
    plot,
    isLying: true,
    x,
    y,
    namePx: left - 12,
    along: (place) => plot.top + share(x, place) * plot.height,
    up: (place) => plot.left + share(y, place) * plot.width,
  };
}

const share = ({ from, to }: Scale, place: number): number => (place - from) / (to - from);

/** As many ticks as there is room for, by the longest of them. */
function ticksOf(spec: ChartSpec, domain: Domain, plotPx: number): number {
  const all = scaleOf(spec.x, domain.x, 12, true).ticks.map(({ text }) => text);
  return Math.max(2, Math.floor(plotPx / (widest(all) + 24)));
}

/** Leaves out ticks that would run into the one before; names of categories are cut instead. */
function spaced(scale: Scale, plotPx: number): Scale {
  const pxPer = plotPx / (scale.to - scale.from);
  let freeFrom = -Infinity;
  const ticks = scale.ticks.filter(({ at, text }) => {
    const half = Math.min(textWidth(text), 60) / 2;
    const middle = (at - scale.from) * pxPer;
    if (middle - half < freeFrom) return false;
    freeFrom = middle + half + 6;
    return true;
  });
  return { ...scale, ticks };
}

export const BAR_GAP_PX = 2;
const MARGIN_SHARE = 0.14;
const MOST_BAR_PX = 44;

/** How thick each of several bars of a category is, in px. */
export function barPx(layout: ChartLayout, bars: number): number {
  const band = bandPx(layout);
  return Math.min(
    MOST_BAR_PX,
    Math.max(1, Math.floor((band * (1 - 2 * MARGIN_SHARE) - (bars - 1) * BAR_GAP_PX) / bars)),
  );
}

/** The part of a category that one of several bars has, in px along the axis. */
export function slotOf(layout: ChartLayout, place: number, bar: number, bars: number): readonly [number, number] {
  const size = barPx(layout, bars);
  const whole = size * bars + BAR_GAP_PX * (bars - 1);
  const start = layout.along(place) - whole / 2 + bar * (size + BAR_GAP_PX);
  return [start, start + size];
}

/** The room of one category along the axis, in px. */
export function bandPx(layout: ChartLayout): number {
  return Math.abs(layout.along(1) - layout.along(0));
}
