import { xmlParser } from '../xml-parser';

/** What alarms can be about, by the names that messages have for it. */
export type AlarmClass = 'VM' | 'Host' | 'SR';

/** How readings of several data sources become one value (perfmon.py supported_consolidation_functions). */
export type Consolidation = 'sum' | 'average' | 'max' | Measure;
/** Values that perfmon measures itself, whatever the data sources say. */
export type Measure =
  'get_percent_fs_usage' | 'get_percent_log_fs_usage' | 'get_percent_mem_usage' | 'get_percent_sr_usage';

/** One condition that an administrator has set in `other_config:perfmon`. */
export interface Variable {
  readonly name: string;
  /** Which data sources count. */
  readonly pattern: RegExp;
  readonly consolidation: Consolidation;
  readonly level: number;
  /** Bad above the level; otherwise bad below it. */
  readonly isHigh: boolean;
  /** How long the value must be bad, s. */
  readonly periodS: number;
  /** How long no second alarm follows a first one, s. */
  readonly inhibitS: number;
  readonly priority: number;
  /** As it stands in the message. */
  readonly xml: string;
}

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Variables = readonly (readonly Element[])[];

/** What a configuration may cost. */
const LONGEST = 64 * 1024;
const MOST_VARIABLES = 100;

const CONSOLIDATIONS: ReadonlySet<string> = new Set<Consolidation>([
  'sum',
  'average',
  'max',
  'get_percent_fs_usage',
  'get_percent_log_fs_usage',
  'get_percent_mem_usage',
  'get_percent_sr_usage',
]);

/** Matches nothing: the value is measured (perfmon.py). */
const NOTHING = '_$_DUMMY__';

interface Defaults {
  readonly consolidation?: Consolidation;
  readonly pattern?: string;
  readonly level?: string;
  readonly sense?: 'low';
}

const USAGE_OF_DOM0: Readonly<Record<string, Defaults>> = {
  fs_usage: { consolidation: 'get_percent_fs_usage', pattern: NOTHING, level: '0.9' },
  log_fs_usage: { consolidation: 'get_percent_log_fs_usage', pattern: NOTHING, level: '0.9' },
  mem_usage: { consolidation: 'get_percent_mem_usage', pattern: NOTHING, level: '0.95' },
};

/** What a configuration need not say (perfmon.py get_default_variable_config of each monitor). */
const DEFAULTS: Readonly<Record<AlarmClass, Readonly<Record<string, Defaults>>>> = {
  VM: {
    ...USAGE_OF_DOM0,
    cpu_usage: { consolidation: 'average', pattern: 'cpu[0-9]+' },
    network_usage: { pattern: 'vif_[0-9]+_[rt]x' },
    disk_usage: { pattern: 'vbd_(xvd|hd)[a-z]+_(read|write)' },
    memory_internal_free: { pattern: 'memory_internal_free', sense: 'low' },
  },
  Host: {
    cpu_usage: { consolidation: 'average', pattern: 'cpu[0-9]+' },
    network_usage: { pattern: 'pif_eth[0-9]+_[rt]x' },
    memory_free_kib: { pattern: 'memory_free_kib', sense: 'low' },
  },
  SR: {
    physical_utilisation: { consolidation: 'get_percent_sr_usage', pattern: 'physical_utilisation|size', level: '0.8' },
  },
};

/** On a repository, about what each server does with it: the server's variable of this name and the start of its uuid. */
const PER_HOST = 'sr_io_throughput_total_per_host';
const THROUGHPUT = /^sr_(io_throughput_total_[0-9a-f]{8})$/;

function defaultsOf(cls: AlarmClass, name: string): Defaults {
  const throughput = cls === 'Host' ? THROUGHPUT.exec(name)?.[1] : undefined;
  return throughput === undefined ? (DEFAULTS[cls][name] ?? {}) : { pattern: throughput };
}

/** The variables of a configuration; null when it is no XML, which perfmon only notes in its log. */
function elementsOf(xml: string): Variables | null {
  if (xml.length > LONGEST) return null;
  const variables: Element[][] = [];
  let depth = 0;
  let inside = 0;
  let isBroken = false;
  const parser = xmlParser({
    error: () => (isBroken = true),
    opentag: ({ name, attributes }) => {
      depth += 1;
      if (name === 'variable' && inside === 0) {
        inside = depth;
        variables.push([]);
      } else if (inside > 0) variables.at(-1)?.push({ tag: name, attributes });
    },
    closetag: () => {
      if (depth === inside) inside = 0;
      depth -= 1;
    },
  });
  parser.write(xml).close();
  return isBroken ? null : variables.slice(0, MOST_VARIABLES);
}

/**
 * A pattern for names of data sources. Repeated groups, looking around and referring back could take for ever on a
 * name, so such patterns count as ones that do not compile.
 */
function compile(pattern: string): RegExp | null {
  if (/\(\?|\\[1-9]|\)[*+{?]/.test(pattern) || (pattern.match(/[*+{]/g)?.length ?? 0) > 3) return null;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return null;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;', '>': '&gt;' };

/** As Python's toprettyxml writes it. */
function pretty(elements: readonly Element[]): string {
  const lines = elements.map(({ tag, attributes }) => {
    const texts = Object.entries(attributes).map(
      ([name, value]) => ` ${name}="${value.replaceAll(/[&<">]/g, (letter) => ESCAPES[letter] ?? letter)}"`,
    );
    return `\t<${tag}${texts.join('')}/>\n`;
  });
  return `<variable>\n${lines.join('')}</variable>\n`;
}

function readVariable(cls: AlarmClass, elements: readonly Element[]): Variable | null {
  const valueOf = (tag: string): string | undefined =>
    elements.find((element) => element.tag === tag)?.attributes['value'];
  const whole = (text: string): number => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : NaN);
  const name = valueOf('name');
  if (name === undefined) return null;
  const defaults = defaultsOf(cls, name);
  const pattern = compile(valueOf('rrd_regex') ?? defaults.pattern ?? '');
  const consolidation = valueOf('consolidation_fn') ?? defaults.consolidation ?? 'sum';
  const level = Number.parseFloat(valueOf('alarm_trigger_level') ?? defaults.level ?? '');
  const periodS = whole(valueOf('alarm_trigger_period') ?? '60');
  const inhibitS = whole(valueOf('alarm_auto_inhibit_period') ?? '3600');
  const priority = whole(valueOf('alarm_priority') ?? '3');
  if (pattern === null || pattern.source === '^(?:)$' || !CONSOLIDATIONS.has(consolidation)) return null;
  if (![level, periodS, inhibitS, priority].every(Number.isFinite)) return null;
  return {
    name,
    pattern,
    consolidation: consolidation as Consolidation,
    level,
    isHigh: (valueOf('alarm_trigger_sense') ?? defaults.sense ?? 'high') === 'high',
    periodS,
    inhibitS,
    priority,
    xml: pretty(elements),
  };
}

/** The variables up to the first that cannot be used; perfmon does not read on behind it. The last of a name counts. */
function readAll(cls: AlarmClass, variables: Variables): readonly Variable[] {
  const read = new Map<string, Variable>();
  for (const elements of variables) {
    const variable = readVariable(cls, elements);
    if (variable === null) break;
    read.set(variable.name, variable);
  }
  return [...read.values()];
}

/** What an object's own configuration asks for. Source: python3/bin/perfmon VariableConfig, ObjectMonitor. */
export function readVariables(cls: AlarmClass, xml: string): readonly Variable[] {
  const variables = elementsOf(xml) ?? [];
  const isOwn = (elements: readonly Element[]): boolean =>
    cls !== 'SR' || elements.find(({ tag }) => tag === 'name')?.attributes['value'] !== PER_HOST;
  return readAll(cls, variables.filter(isOwn));
}

/** What the configuration of a repository asks of every server that has it (HOSTMonitor's secondary variables). */
export function readHostVariable(srUuid: string, xml: string): Variable | null {
  const own = (elementsOf(xml) ?? []).find(
    (elements) =>
      elements.some(({ tag, attributes }) => tag === 'name' && attributes['value'] === PER_HOST) &&
      elements.every(({ tag }) => tag !== 'rrd_regex'),
  );
  if (own === undefined) return null;
  const name = `sr_io_throughput_total_${srUuid.slice(0, 8)}`;
  const renamed = own.map((element) =>
    element.tag === 'name' ? { tag: 'name', attributes: { value: name } } : element,
  );
  return readVariable('Host', [...renamed, { tag: 'configured_on', attributes: { class: 'SR', uuid: srUuid } }]);
}
