import {
  axisSince,
  bestArchives,
  floorTo,
  isAlike,
  type Archive,
  type Axis,
  type Consolidation,
} from '../api/metrics/archives';
import { cached } from '../api/metrics/storage-servers';
import { tableOf, type Table } from '../api/metrics/column';
import type { Reading } from '../api/metrics/source';
import type { Rrd, Statistics } from '../api/metrics/statistics';
import { encoded, escaped, JSON_MARKS, RrdWriter, XML_MARKS, type Encoded } from './rrd-writer';

/** What a client wants to know since some moment. */
export interface UpdatesQuery {
  /** Seconds since 1970; a negative one counts back from the newest reading. */
  readonly startS: number;
  /** The coarsest readings that will do, seconds; 0 for the finest. */
  readonly intervalS: number;
  /** Null for all. */
  readonly cf: Consolidation | null;
}

/** An object, as a legend has it. */
export interface LegendPart {
  /** What the names of its data sources begin with. */
  readonly prefix: string;
  readonly columns: number;
}

/** A table of readings, the newest row first. */
export interface Updates {
  readonly startS: number;
  readonly stepS: number;
  readonly endS: number;
  /** The objects whose data sources the table has, one after the other. */
  readonly objects: readonly LegendPart[];
  readonly table: Table;
}

/**
 * The readings of objects since a moment. All columns have the shape of the first archive found; objects without such
 * an archive are left out. Null when nobody has one. Source: rrd_updates.ml create_multi.
 */
export function updatesSince(statistics: Statistics, rrds: readonly Rrd[], query: UpdatesQuery): Updates | null {
  const { lastUpdateS } = statistics;
  const startS = query.startS < 0 ? lastUpdateS + query.startS : query.startS;
  // Most objects have the same archives.
  const known = new Map<readonly Archive[], readonly Archive[]>();
  const bestOf = (all: readonly Archive[]): readonly Archive[] =>
    cached(known, all, () => bestArchives(all, query.cf, query.intervalS, startS, lastUpdateS));
  const first = bestOf(rrds.find(({ archives }) => bestOf(archives).length > 0)?.archives ?? [])[0];
  if (first === undefined) return null;
  const { lastS, stepS, rows } = axisSince(first, startS, lastUpdateS);
  // Objects are worked out along one axis as long as it is the same.
  const axes = new Map<number, Axis>();
  const objects: LegendPart[] = [];
  const columns: Reading[] = [];
  for (const rrd of rrds) {
    for (const archive of bestOf(rrd.archives)) {
      if (!isAlike(archive, first)) continue;
      const { cf, xff } = archive;
      const axis = cached(axes, xff, () => ({ lastS, stepS, rows, xff }));
      const own = statistics.columns(rrd, archive, axis);
      objects.push({ prefix: `${cf}:${rrd.subject}:${rrd.uuid}:`, columns: own.length });
      columns.push(...own);
    }
  }
  return { startS: floorTo(startS, stepS) + stepS, stepS, endS: lastS, objects, table: tableOf(columns, rows) };
}

/** Writes the legend, entry by entry: as one text it would take as long as a tenth of all numbers. */
function writeLegend(
  writer: RrdWriter,
  { objects, table }: Updates,
  [before, between, after]: readonly [before: string, between: string, after: string],
  escape: (text: string) => string,
): void {
  const names = new Map<string, Encoded>();
  let at = 0;
  for (const { prefix, columns } of objects) {
    const head = encoded(between + escape(prefix));
    for (const end = at + columns; at < end; at++) {
      const name = table.sources[at]?.name ?? '';
      let bytes = names.get(name);
      if (bytes === undefined) names.set(name, (bytes = encoded(escape(name))));
      if (at === 0) writer.text(before + escape(prefix));
      else writer.copy(head);
      writer.copy(bytes);
    }
  }
  if (at > 0) writer.text(after);
}

/** As rrdd has written it since 23.31: every number is a text, also in JSON. */
export function updatesJson(updates: Updates): Uint8Array<ArrayBuffer> {
  const { startS, stepS, endS, table } = updates;
  const meta = {
    start: String(startS),
    step: String(stepS),
    end: String(endS),
    rows: String(table.rows),
    columns: String(table.sources.length),
  };
  const writer = new RrdWriter().text(`{"meta":${JSON.stringify(meta).slice(0, -1)},"legend":[`);
  writeLegend(writer, updates, ['"', '","', '"'], (text) => JSON.stringify(text).slice(1, -1));
  writer.text(']},"data":[');
  const head = (row: number): string => `${row === 0 ? '' : ','}{"t":"${endS - row * stepS}","values":[`;
  writer.rows(table, false, head, JSON_MARKS, ']}');
  return writer.text(']}').bytes();
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function updatesXml(updates: Updates): Uint8Array<ArrayBuffer> {
  const { startS, stepS, endS, table } = updates;
  const writer = new RrdWriter().text(
    `${XML_HEAD}<xport><meta><start>${startS}</start><step>${stepS}</step><end>${endS}</end><rows>${table.rows}</rows>` +
      `<columns>${table.sources.length}</columns><legend>`,
  );
  writeLegend(writer, updates, ['<entry>', '</entry><entry>', '</entry>'], escaped);
  writer.text('</legend></meta><data>');
  const head = (row: number): string => `<row><t>${endS - row * stepS}</t>`;
  writer.rows(table, false, head, XML_MARKS, '</row>');
  return writer.text('</data></xport>').bytes();
}
