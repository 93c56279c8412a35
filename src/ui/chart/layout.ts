import type { ChartSpec } from './chart-spec';
import { scaleOf } from './scales';
import type { Domain, Scale } from './scales';
import { fitText, TICK_LINE_PX, textWidth } from './tick-text';

/** Where everything of a chart lies, in px from the top left corner of its drawing. */
export interface ChartLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Bars lie: their names are too long to stand side by side. */
  readonly isLying: boolean;
  readonly x: Scale;
  readonly y: Scale;
  /** The room of a name on the x axis. */
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
const PER_LYING_Y_TICK_PX = 60;
const BAR_PX = 16;
const GROUP_GAP_PX = 14;
const LEAST_LYING_PX = 160;
/** From a text to its axis, with a little air at the edge of the drawing. */
const TICK_GAP_PX = 14;
const NAME_GAP_PX = 8;
const LEAST_NAME_PX = 52;
const MOST_TICKS = 12;

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));

export function layOut(spec: ChartSpec, domain: Domain, widthPx: number): ChartLayout {
  const isNamed = spec.x.scale === 'names';
  if (isNamed && spec.kind !== 'lines' && domain.x.kind === 'names') {
    const roughBandPx = (widthPx - 60 - RIGHT_PX) / domain.x.names.length;
    if (widest(domain.x.names) + NAME_GAP_PX > roughBandPx) return lie(spec, domain, widthPx, domain.x.names);
  }
  // The height of the plot changes with the lines of the names below it, whose room the widths beside it decide.
  const y = scaleOf(spec.y, domain.y, Math.floor((HEIGHT_PX - TOP_PX - TICKS_PX) / PER_Y_TICK_PX), false);
  const left = Math.ceil(widest(y.ticks.map(({ text }) => text))) + TICK_GAP_PX;
  const width = Math.max(40, widthPx - left - RIGHT_PX);
  const whole = alongScale(spec, domain, width);
  const bandPx = width / Math.max(1, whole.to - whole.from);
  const every = isNamed ? Math.ceil(LEAST_NAME_PX / bandPx) : 1;
  const x = isNamed ? everyNth(whole, every) : spaced(whole, width);
  const namePx = isNamed ? bandPx * every - NAME_GAP_PX : Infinity;
  const isWrapped = x.ticks.some(({ text }) => fitText(text, namePx).length > 1);
  const height = HEIGHT_PX - TOP_PX - TICKS_PX - (isWrapped ? TICK_LINE_PX : 0);
  const plot = { left, top: TOP_PX, width, height };
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
  const namePx = Math.min(Math.ceil(widest(names)) + 1, Math.floor(widthPx * 0.36));
  const left = namePx + TICK_GAP_PX;
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
    namePx,
    along: (place) => plot.top + share(x, place) * plot.height,
    up: (place) => plot.left + share(y, place) * plot.width,
  };
}

const share = ({ from, to }: Scale, place: number): number => (place - from) / (to - from);

/** The x axis with as many ticks as there is room for, by the longest of them; two at least, or it would say nothing. */
function alongScale(spec: ChartSpec, domain: Domain, plotPx: number): Scale {
  const most = scaleOf(spec.x, domain.x, MOST_TICKS, true);
  const room = Math.floor(plotPx / (widest(most.ticks.map(({ text }) => text)) + 24));
  for (let count = Math.max(2, room); count < MOST_TICKS; count += 1) {
    const scale = scaleOf(spec.x, domain.x, count, true);
    if (scale.ticks.length > 1) return scale;
  }
  return most;
}

function everyNth(scale: Scale, step: number): Scale {
  return { ...scale, ticks: scale.ticks.filter((_, at) => at % step === 0) };
}

/** Leaves out ticks that would run into the one before. */
function spaced(scale: Scale, plotPx: number): Scale {
  const pxPer = plotPx / (scale.to - scale.from);
  let freeFrom = -Infinity;
  const ticks = scale.ticks.filter(({ at, text }) => {
    const half = textWidth(text) / 2;
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
