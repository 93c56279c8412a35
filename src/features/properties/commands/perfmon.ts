import { xmlText } from '../../values';
import type { texts } from '../texts';

export type Metric = keyof typeof texts.metrics;

/** A threshold as a person sets it. */
export interface Threshold {
  /** In the unit that is asked for. */
  readonly level: number;
  readonly minutes: number;
}

export interface Thresholds {
  readonly set: ReadonlyMap<Metric, Threshold>;
  /** Minutes until the same alert is told again. */
  readonly repeatMinutes: number;
}

/** What is watched by one variable of a configuration, as it stands; without a metric: what others have set. */
interface Block {
  readonly metric: Metric | null;
  readonly xml: string;
}

export interface Perfmon extends Thresholds {
  readonly blocks: readonly Block[];
}

/** How many of the toolstack's units make one of those that are asked for. */
const FACTORS: Readonly<Record<Metric, number>> = {
  cpu_usage: 0.01,
  network_usage: 1024,
  disk_usage: 1024,
  memory_free_kib: 1024,
  physical_utilisation: 0.01,
  sr_io_throughput_total_per_host: 1 / 1024,
};

const LEVEL = 'alarm_trigger_level';
const PERIOD = 'alarm_trigger_period';
const INHIBIT = 'alarm_auto_inhibit_period';
const SENSE = 'alarm_trigger_sense';

/** What a configuration may cost. */
const LONGEST = 64 * 1024;
const REPEAT_MINUTES = 60;

const isMetric = (name: string): name is Metric => Object.hasOwn(FACTORS, name);

/** On which side of the level the daemon tells an alert where nothing else is said. */
const usualSense = (metric: Metric): string => (metric === 'memory_free_kib' ? 'low' : 'high');

const tagOf = (tag: string): RegExp => new RegExp(String.raw`(<${tag}\s+value\s*=\s*)(?:"([^"]*)"|'([^']*)')`);

function valueIn(xml: string, tag: string): string | null {
  const [found, , double, single = ''] = tagOf(tag).exec(xml) ?? [];
  return found === undefined ? null : xmlText(double ?? single);
}

function numberIn(xml: string, tag: string): number | null {
  const number = Number(valueIn(xml, tag) ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}

const minutesIn = (xml: string, tag: string, otherwise: number): number =>
  Math.max(1, Math.round((numberIn(xml, tag) ?? otherwise * 60) / 60));

/** Whether there is more than is read here: then nothing may be written in its place. */
export const isTooLong = (xml: string): boolean => xml.length > LONGEST;

/** Each variable from its beginning to its end. */
function variablesOf(xml: string): readonly string[] {
  const pieces = isTooLong(xml) ? [] : xml.split(/(?<=<\/variable\s*>)/).slice(0, -1);
  return pieces.flatMap((piece) => {
    const start = piece.search(/<variable[\s>]/);
    return start === -1 ? [] : [piece.slice(start)];
  });
}

/** Reads `other_config:perfmon`, as XenCenter and others write it; what it does not know is kept. */
export function readPerfmon(xml: string): Perfmon {
  const set = new Map<Metric, Threshold>();
  let repeatMinutes = REPEAT_MINUTES;
  const blocks = variablesOf(xml).map((block): Block => {
    const name = valueIn(block, 'name') ?? '';
    const level = numberIn(block, LEVEL);
    const isKnown =
      isMetric(name) && !set.has(name) && (valueIn(block, SENSE) ?? usualSense(name)) === usualSense(name);
    if (!isKnown || level === null) return { metric: null, xml: block };
    set.set(name, { level: Number((level / FACTORS[name]).toPrecision(12)), minutes: minutesIn(block, PERIOD, 1) });
    repeatMinutes = minutesIn(block, INHIBIT, REPEAT_MINUTES);
    return { metric: name, xml: block };
  });
  return { set, repeatMinutes, blocks };
}

/** A variable with another value of a tag, and everything else as it stands. */
function withValue(xml: string, tag: string, value: number): string {
  const pattern = tagOf(tag);
  return pattern.test(xml)
    ? xml.replace(pattern, `$1"${value}"`)
    : xml.replace(/(?=<\/variable\s*>$)/, `<${tag} value="${value}"/>`);
}

/** The configuration that says what is wanted where another stood; the empty text: nothing is watched. */
export function writePerfmon(wanted: Thresholds, present: Perfmon): string {
  const write = (xml: string, metric: Metric, { level, minutes }: Threshold): string => {
    const before = present.set.get(metric);
    const edits: readonly (readonly [tag: string, isEdited: boolean, value: number])[] = [
      [LEVEL, level !== before?.level, Number((level * FACTORS[metric]).toPrecision(12))],
      [PERIOD, minutes !== before?.minutes, minutes * 60],
      [INHIBIT, before === undefined || wanted.repeatMinutes !== present.repeatMinutes, wanted.repeatMinutes * 60],
    ];
    return edits.reduce((text, [tag, isEdited, value]) => (isEdited ? withValue(text, tag, value) : text), xml);
  };
  const kept = present.blocks.map(({ metric, xml }) => {
    const threshold = metric === null ? undefined : wanted.set.get(metric);
    if (metric === null) return xml;
    return threshold ? write(xml, metric, threshold) : '';
  });
  const added = [...wanted.set].map(([metric, threshold]) =>
    present.set.has(metric) ? '' : write(`<variable><name value="${metric}"/></variable>`, metric, threshold),
  );
  const all = [...kept, ...added].join('');
  return all === '' ? '' : `<config>${all}</config>`;
}
