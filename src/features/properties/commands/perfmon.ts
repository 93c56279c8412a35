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
  /** What others have set, as it stands. */
  readonly foreign: readonly string[];
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

/** What a configuration may cost. */
const LONGEST = 64 * 1024;
const REPEAT_MINUTES = 60;

const isMetric = (name: string): name is Metric => Object.hasOwn(FACTORS, name);

function numberIn(block: string, tag: string): number | null {
  const value = new RegExp(String.raw`<${tag}\s+value\s*=\s*"([^"]*)"`).exec(block)?.[1];
  const number = Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}

/** Reads `other_config:perfmon`, as XenCenter and others write it; what it does not know is kept. */
export function readPerfmon(xml: string): Thresholds {
  const set = new Map<Metric, Threshold>();
  const foreign: string[] = [];
  let repeatMinutes = REPEAT_MINUTES;
  const blocks = xml.length > LONGEST ? [] : [...xml.matchAll(/<variable>[\s\S]*?<\/variable>/g)];
  for (const [block] of blocks) {
    const name = xmlText(/<name\s+value\s*=\s*"([^"]*)"/.exec(block)?.[1] ?? '');
    const level = numberIn(block, 'alarm_trigger_level');
    if (!isMetric(name) || level === null) {
      foreign.push(block);
      continue;
    }
    const minutes = Math.max(1, Math.round((numberIn(block, 'alarm_trigger_period') ?? 60) / 60));
    set.set(name, { level: Number((level / FACTORS[name]).toPrecision(12)), minutes });
    repeatMinutes = Math.max(1, Math.round((numberIn(block, 'alarm_auto_inhibit_period') ?? 3600) / 60));
  }
  return { set, repeatMinutes, foreign };
}

/** The configuration that says the same; the empty text: nothing is watched. */
export function writePerfmon({ set, repeatMinutes, foreign }: Thresholds): string {
  const value = (tag: string, content: string | number): string => `<${tag} value="${content}"/>`;
  const blocks = [...set].map(
    ([metric, { level, minutes }]) =>
      '<variable>' +
      value('name', metric) +
      value('alarm_trigger_level', Number((level * FACTORS[metric]).toPrecision(12))) +
      value('alarm_trigger_period', minutes * 60) +
      value('alarm_auto_inhibit_period', repeatMinutes * 60) +
      '</variable>',
  );
  const all = [...blocks, ...foreign];
  return all.length === 0 ? '' : `<config>${all.join('')}</config>`;
}
