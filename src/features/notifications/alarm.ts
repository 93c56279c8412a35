import type { Records } from '../../xapi/datamodel/types.gen';
import { formatBytes, formatDuration, formatPercent } from '../values';
import { texts } from './texts';

/** What perfmon reports when a measured value crosses its threshold. */
export interface Alarm {
  /** Name of the measured value, such as `cpu_usage`. */
  readonly variable: string;
  readonly value: number;
  readonly level: number | null;
  readonly isLow: boolean;
  readonly periodMs: number | null;
  /** The uuid of the storage whose threshold it is, where a server measures what it does with it. */
  readonly storage: string | null;
}

const MAX_BODY = 10_000;
/** What perfmon watches for falling below a level where nothing else is said (perfmon: alarm_trigger_sense). */
const LOW: ReadonlySet<string> = new Set(['memory_free_kib', 'memory_internal_free']);

/**
 * Reads the body of an ALARM message: `value: 0.986414`, then `config:` with one XML variable. Null when it is
 * something else. The XML is only searched, never built.
 */
export function alarmOf(body: string): Alarm | null {
  const text = body.slice(0, MAX_BODY);
  const value = Number(/^value:[ \t]*(\S{1,40})/m.exec(text)?.[1]);
  const variable = attribute(text, 'name');
  if (!Number.isFinite(value) || variable === null || !/^\w{1,80}$/.test(variable)) return null;
  const periodSeconds = numberOf(attribute(text, 'alarm_trigger_period'));
  return {
    variable,
    value,
    level: numberOf(attribute(text, 'alarm_trigger_level')),
    isLow: (attribute(text, 'alarm_trigger_sense') ?? (LOW.has(variable) ? 'low' : 'high')) === 'low',
    periodMs: periodSeconds === null ? null : periodSeconds * 1000,
    storage: /<configured_on class="SR" uuid="([\da-f-]{36})"/.exec(text)?.[1] ?? null,
  };
}

const known = new WeakMap<Records['message'], Alarm | null>();

/** What an ALARM message says; null: it is another message, or its body says nothing of the kind. */
export function alarmIn(record: Records['message']): Alarm | null {
  if (record.name !== 'ALARM') return null;
  let alarm = known.get(record);
  if (alarm === undefined) known.set(record, (alarm = alarmOf(record.body)));
  return alarm;
}

function attribute(text: string, name: string): string | null {
  return new RegExp(`<${name}\\s+value="([^"]{0,100})"`).exec(text)?.[1] ?? null;
}

function numberOf(text: string | null): number | null {
  const value = text === null || text === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** How the values of perfmon's variables are written, by the start of their names; units as in the round-robin archives. */
const FORMATS: readonly (readonly [string, (value: number) => string])[] = [
  ['cpu_usage', formatPercent],
  ['fs_usage', formatPercent],
  ['log_fs_usage', formatPercent],
  ['mem_usage', formatPercent],
  ['physical_utilisation', formatPercent],
  ['network_usage', perSecond],
  ['disk_usage', perSecond],
  ['sr_io_throughput_total', (mib) => perSecond(mib * 2 ** 20)],
  ['memory_free_kib', fromKib],
  ['memory_internal_free', fromKib],
];

function perSecond(bytes: number): string {
  return texts.alarm.perSecond(formatBytes(bytes));
}

function fromKib(kib: number): string {
  return formatBytes(kib * 1024);
}

function alarmValue({ variable }: Alarm, value: number): string {
  const format = FORMATS.find(([name]) => variable.startsWith(name))?.[1];
  return format ? format(value) : String(value);
}

/** "Processor use reached 99 %", "Traffic of Fast NFS reached 3 MiB/s" */
export function alarmSentence(alarm: Alarm, storage?: string): string {
  const words = Object.entries(texts.alarm.variables).find(([name]) => alarm.variable.startsWith(name))?.[1];
  const what = storage === undefined ? (words ?? alarm.variable) : texts.alarm.trafficOf(storage);
  const value = alarmValue(alarm, alarm.value);
  return alarm.isLow ? texts.alarm.fell(what, value) : texts.alarm.reached(what, value);
}

/** "Alarm above 90 % for 1 min" */
export function alarmRule(alarm: Alarm): string | null {
  if (alarm.level === null) return null;
  const level = alarmValue(alarm, alarm.level);
  const rule = alarm.isLow ? texts.alarm.below(level) : texts.alarm.above(level);
  return alarm.periodMs === null ? rule : texts.alarm.lasting(rule, formatDuration(alarm.periodMs));
}
