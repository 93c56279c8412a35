import { BellRing } from 'lucide-react';
import { runCalls, scriptOfCalls, textInput } from '../../commands';
import type { Field, Input, PlannedCall, PoolCommand, Target } from '../../commands';
import type { Inventory } from '../../objects';
import { texts } from '../texts';
import { configCallsOf, configuredOf, settingCalls } from './other-config';
import { isTooLong, readPerfmon, writePerfmon } from './perfmon';
import type { Metric, Threshold } from './perfmon';

/** By which the alarm daemon of the servers knows what to watch (xapi: perfmon). */
const KEY = 'perfmon';
const REPEAT = 'repeat';

type WatchedKind = 'vm' | 'host' | 'sr';

const METRICS: Readonly<Record<WatchedKind, readonly Metric[]>> = {
  vm: ['cpu_usage', 'network_usage', 'disk_usage'],
  host: ['cpu_usage', 'network_usage', 'memory_free_kib'],
  sr: ['physical_utilisation', 'sr_io_throughput_total_per_host'],
};

/** What is suggested where nothing is set. */
const USUAL: Readonly<Record<Metric, Threshold>> = {
  cpu_usage: { level: 90, minutes: 5 },
  network_usage: { level: 100_000, minutes: 5 },
  disk_usage: { level: 100_000, minutes: 5 },
  memory_free_kib: { level: 1024, minutes: 5 },
  physical_utilisation: { level: 85, minutes: 5 },
  sr_io_throughput_total_per_host: { level: 100_000, minutes: 5 },
};

const PERCENT: readonly Metric[] = ['cpu_usage', 'physical_utilisation'];

const isWatched = (kind: Target['kind']): kind is WatchedKind => Object.hasOwn(METRICS, kind);
const metricsOf = ({ kind }: Target): readonly Metric[] => (isWatched(kind) ? METRICS[kind] : []);

const levelOf = (metric: Metric): string => `${metric} level`;
const minutesOf = (metric: Metric): string => `${metric} minutes`;

const configIn = (inventory: Inventory, target: Target): string =>
  configuredOf(inventory, target)?.other_config[KEY] ?? '';

const presentOf = (inventory: Inventory, target: Target) => readPerfmon(configIn(inventory, target));

function reasonOf(inventory: Inventory, target: Target): string | null {
  if (!configuredOf(inventory, target)) return texts.reasons.gone;
  return isTooLong(configIn(inventory, target)) ? texts.reasons.longAlerts : null;
}

function levelProblem(metric: Metric, text: string): string | null {
  const level = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(level) || level < 0) return texts.problems.number;
  return PERCENT.includes(metric) && level > 100 ? texts.problems.percent : null;
}

const minutesProblem = (text: string): string | null =>
  /^[1-9]\d{0,5}$/.test(text.trim()) ? null : texts.problems.minutes;

function fieldsOf(inventory: Inventory, target: Target): readonly Field[] {
  const present = presentOf(inventory, target);
  const thresholds = metricsOf(target).flatMap((metric): readonly Field[] => {
    const words = texts.metrics[metric];
    const { level, minutes } = present.set.get(metric) ?? USUAL[metric];
    return [
      { kind: 'check', id: metric, label: words.on, initial: present.set.has(metric) },
      {
        kind: 'text',
        id: levelOf(metric),
        label: words.level,
        initial: String(level),
        problem: (text) => levelProblem(metric, text),
      },
      {
        kind: 'text',
        id: minutesOf(metric),
        label: texts.fields.minutes(words.name),
        initial: String(minutes),
        problem: minutesProblem,
      },
    ];
  });
  const repeat = String(present.repeatMinutes);
  return [
    ...thresholds,
    { kind: 'text', id: REPEAT, label: texts.fields.repeat, initial: repeat, problem: minutesProblem },
  ];
}

function callsFor(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const present = presentOf(inventory, target);
  const set = new Map(present.set);
  for (const metric of metricsOf(target)) {
    const threshold = {
      level: Number(textInput(input, levelOf(metric))),
      minutes: Number(textInput(input, minutesOf(metric))),
    };
    if (input[metric] === true) set.set(metric, threshold);
    else set.delete(metric);
  }
  const repeatMinutes = Number(textInput(input, REPEAT));
  const wanted = writePerfmon({ set, repeatMinutes }, present);
  // The same thresholds in other words are left as they are.
  return wanted === writePerfmon(present, present) ? [] : settingCalls(inventory, target, KEY, wanted);
}

/** Thresholds of which servers tell an alert. */
export const alertsCommand: PoolCommand = {
  type: 'pool',
  id: 'object.alerts',
  label: texts.labels.alerts,
  verb: texts.save,
  title: texts.titles.alerts,
  icon: BellRing,
  group: 'edit',
  kinds: ['vm', 'host', 'sr'],
  single: true,
  calls: configCallsOf,
  reason: reasonOf,
  fields: (inventory, [target]) => (target ? fieldsOf(inventory, target) : []),
  script: (inventory, target, input) => scriptOfCalls(callsFor(inventory, target, input)),
  run: (job, target, input) => runCalls(job, callsFor(job.inventory, target, input)),
};
