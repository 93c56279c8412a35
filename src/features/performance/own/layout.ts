import type { ObjectKind } from '../../objects';

/** A graph that somebody has made. */
export interface OwnGraph {
  /** May be empty. */
  readonly name: string;
  /** Names of data sources, in the order of the legend. */
  readonly sources: readonly string[];
}

export interface Layout {
  readonly graphs: readonly OwnGraph[];
  /** As `#0066ff`, by the name of the data source. */
  readonly colours: Readonly<Record<string, string>>;
}

type Config = Readonly<Record<string, string>>;

/**
 * How XenCenter calls the objects whose graphs it keeps in `pool.gui_config` (Palette.cs). It leaves alone what it does
 * not know, so those of other objects are kept in the same form.
 */
const WORDS: Partial<Record<ObjectKind, string>> = {
  host: 'host',
  vm: 'vm',
  pool: 'pool',
  sr: 'sr',
  network: 'network',
  pgpu: 'gpu',
  gpuGroup: 'gpu_group',
};

/** Whose graphs they are: `vm.<uuid>`. */
export type Place = `${string}.${string}`;

export function placeOf(kind: ObjectKind, uuid: string): Place | null {
  const word = WORDS[kind];
  return word === undefined || uuid === '' ? null : `${word}.${uuid}`;
}

const layoutKey = (at: number, place: Place): string => `XenCenter.GraphLayout.${at}.${place}`;
const nameKey = (at: number, place: Place): string => `XenCenter.GraphName.${at}.${place}`;
const colourKey = (source: string, place: Place): string => `XenCenter.DataSource.${place}.${source}`;

/** The graphs of an object and the colours of its data sources; no graphs: it has those that it begins with. */
export function readLayout(config: Config, place: Place): Layout {
  const graphs: OwnGraph[] = [];
  for (let at = 0; ; at += 1) {
    const sources = config[layoutKey(at, place)];
    if (sources === undefined) break;
    graphs.push({ name: config[nameKey(at, place)] ?? '', sources: sourcesIn(sources) });
  }
  const prefix = colourKey('', place);
  const colours = Object.entries(config).flatMap(([key, value]) => {
    const colour = key.startsWith(prefix) ? colourOf(value) : null;
    return colour === null ? [] : [[key.slice(prefix.length), colour] as const];
  });
  return { graphs, colours: Object.fromEntries(colours) };
}

export const sourcesIn = (text: string): readonly string[] => [
  ...new Set(text.split(',').filter((each) => each !== '')),
];

/** The keys of an object's graphs as they would be written. */
export function writeLayout({ graphs, colours }: Layout, place: Place): Config {
  return Object.fromEntries([
    ...graphs.flatMap(({ name, sources }, at) => [
      [layoutKey(at, place), sources.join(',')] as const,
      ...(name === '' ? [] : [[nameKey(at, place), name] as const]),
    ]),
    ...Object.entries(colours).map(([source, colour]) => [colourKey(source, place), argbOf(colour)] as const),
  ]);
}

/** The keys that an object has now and a written layout takes the place of; colours that nobody can read stay. */
export function layoutKeys(config: Config, place: Place): readonly string[] {
  const isOwn = /^XenCenter\.(?:GraphLayout|GraphName)\.\d+\./;
  const colours = colourKey('', place);
  return Object.keys(config).filter(
    (key) =>
      (isOwn.test(key) && key.endsWith(`.${place}`)) ||
      (key.startsWith(colours) && colourOf(config[key] ?? '') !== null),
  );
}

/** XenCenter writes colours as .NET does: alpha, red, green, blue in one signed number of 32 bits. */
function argbOf(colour: string): string {
  return String(0xff00_0000 | Number.parseInt(colour.slice(1), 16));
}

function colourOf(argb: string): string | null {
  if (!/^-?\d{1,10}$/.test(argb)) return null;
  return `#${(Number(argb) & 0xff_ffff).toString(16).padStart(6, '0')}`;
}
