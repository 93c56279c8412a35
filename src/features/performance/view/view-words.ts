import { ARCHIVES, spanOf } from '../../../xapi/rrd/archives';

/** How the tab is shown, as words of the address: `last:7200`, `from:…` and `to:…`, `tables`, `before`. */
export interface PerformanceView {
  /** The newest so many seconds; null: a time of its own. */
  readonly lastS: number | null;
  /** When `lastS` is null; seconds since 1970. */
  readonly fromS: number;
  readonly toS: number;
  readonly isTable: boolean;
  /** With the time before the one that is shown. */
  readonly isCompared: boolean;
  /** Other objects beside this one, by reference. */
  readonly others: readonly string[];
  /** So many of the busiest beside each other; 0: none. */
  readonly top: number;
  /** `graphs`, or the picture of a datapath. */
  readonly part: 'graphs' | 'datapath';
  /** The graph that is made or changed: its number, or `new`; empty: none. */
  readonly graph: string;
  /** Whose clock times are told by. */
  readonly zone: Zone;
  /** The stage of the datapath whose graph is shown; empty: none was chosen. */
  readonly stage: string;
}

export const ZONES = ['browser', 'servers', 'utc'] as const;
export type Zone = (typeof ZONES)[number];

const DEFAULT_LAST_S = 600;
/** Shorter than this is one reading. */
export const LEAST_S = 30;
export const MOST_S = spanOf(ARCHIVES[3]);
export const MOST_OTHERS = 7;
export const TOPS = [5, 8] as const;

const GRAPH = /^(?:new|\d{1,3})$/;
const NUMBER = /^\d{1,11}$/;

export function viewFromWords(words: readonly string[]): PerformanceView {
  const of = (name: string): readonly string[] =>
    words.flatMap((word) => (word.startsWith(`${name}:`) ? [word.slice(name.length + 1)] : []));
  const number = (name: string): number | null => {
    const [text] = of(name);
    return text !== undefined && NUMBER.test(text) ? Number(text) : null;
  };
  const [fromS, toS] = [number('from'), number('to')];
  const isOwn = fromS !== null && toS !== null && toS - fromS >= LEAST_S && toS - fromS <= MOST_S;
  const lastS = Math.max(LEAST_S, Math.min(MOST_S, number('last') ?? DEFAULT_LAST_S));
  const top = number('top') ?? 0;
  return {
    lastS: isOwn ? null : lastS,
    fromS: isOwn ? fromS : 0,
    toS: isOwn ? toS : 0,
    isTable: words.includes('tables'),
    isCompared: words.includes('before'),
    others: [...new Set(of('with'))].slice(0, MOST_OTHERS),
    top: TOPS.some((each) => each === top) ? top : 0,
    part: words.includes('datapath') ? 'datapath' : 'graphs',
    graph: GRAPH.exec(of('graph')[0] ?? '')?.[0] ?? '',
    zone: ZONES.find((each) => each === of('zone')[0]) ?? 'browser',
    stage: of('stage')[0] ?? '',
  };
}

const OWN = /^(?:(?:from|to|last|with|top|graph|zone|stage):|(?:tables|before|datapath)$)/;

/** The words of a view, with those that other tabs have in the address. */
export function wordsOfView(view: PerformanceView, present: readonly string[]): readonly string[] {
  const { lastS, fromS, toS, isTable, isCompared, others, top, part, graph, zone, stage } = view;
  return [
    ...present.filter((word) => !OWN.test(word)),
    ...(lastS === null ? [`from:${Math.round(fromS)}`, `to:${Math.round(toS)}`] : []),
    ...(lastS === null || lastS === DEFAULT_LAST_S ? [] : [`last:${Math.round(lastS)}`]),
    ...(isTable ? ['tables'] : []),
    ...(isCompared ? ['before'] : []),
    ...others.map((ref) => `with:${ref}`),
    ...(top === 0 ? [] : [`top:${top}`]),
    ...(part === 'graphs' ? [] : [part]),
    ...(graph === '' ? [] : [`graph:${graph}`]),
    ...(zone === 'browser' ? [] : [`zone:${zone}`]),
    ...(stage === '' ? [] : [`stage:${stage}`]),
  ];
}
