import { axisSince, bestArchives, floorTo, isAlike, type Axis, type Consolidation } from '../api/metrics/archives';
import { tableOf, type Column, type Table } from '../api/metrics/column';
import type { Rrd, Statistics } from '../api/metrics/statistics';
import { escaped, RrdWriter } from './rrd-writer';

/** What a client wants to know since some moment. */
export interface UpdatesQuery {
  /** Seconds since 1970; a negative one counts back from the newest reading. */
  readonly startS: number;
  /** The coarsest readings that will do, seconds; 0 for the finest. */
  readonly intervalS: number;
  /** Null for all. */
  readonly cf: Consolidation | null;
}

/** A table of readings, the newest row first. */
export interface Updates {
  readonly startS: number;
  readonly stepS: number;
  readonly endS: number;
  readonly legend: readonly string[];
  readonly table: Table;
}

/**
 * The readings of objects since a moment. All columns have the shape of the first archive found; objects without such
 * an archive are left out. Null when nobody has one. Source: rrd_updates.ml create_multi.
 */
export function updatesSince(statistics: Statistics, rrds: readonly Rrd[], query: UpdatesQuery): Updates | null {
  const { lastUpdateS } = statistics;
  const startS = query.startS < 0 ? lastUpdateS + query.startS : query.startS;
  const found = rrds.map((rrd) => bestArchives(rrd.archives, query.cf, query.intervalS, startS, lastUpdateS));
  const first = found.find((archives) => archives.length > 0)?.[0];
  if (first === undefined) return null;
  const legend: string[] = [];
  const columns: Column[] = [];
  const axis: Axis = axisSince(first, startS, lastUpdateS);
  for (const [at, rrd] of rrds.entries()) {
    for (const archive of found[at] ?? []) {
      if (!isAlike(archive, first)) continue;
      const prefix = `${archive.cf}:${rrd.subject}:${rrd.uuid}:`;
      for (const column of statistics.columns(rrd, archive, { ...axis, xff: archive.xff })) {
        legend.push(prefix + column.source.name);
        columns.push(column);
      }
    }
  }
  const { stepS, lastS, rows } = axis;
  return { startS: floorTo(startS, stepS) + stepS, stepS, endS: lastS, legend, table: tableOf(columns, rows) };
}

/** Entries of a legend that are written at once: a text of half a megabyte would take as long as a tenth of the numbers. */
const PIECE = 64;

/** As rrdd has written it since 23.31: every number is a text, also in JSON. */
export function updatesJson(updates: Updates): Uint8Array<ArrayBuffer> {
  const { startS, stepS, endS, legend, table } = updates;
  const meta = {
    start: String(startS),
    step: String(stepS),
    end: String(endS),
    rows: String(table.rows),
    columns: String(legend.length),
  };
  const writer = new RrdWriter().text(`{"meta":${JSON.stringify(meta).slice(0, -1)},"legend":[`);
  for (let at = 0; at < legend.length; at += PIECE) {
    const piece = JSON.stringify(legend.slice(at, at + PIECE)).slice(1, -1);
    writer.text(at === 0 ? piece : `,${piece}`);
  }
  writer.text(']},"data":[');
  const head = (row: number): string => `${row === 0 ? '' : ','}{"t":"${endS - row * stepS}","values":[`;
  writer.rows(table, false, head, ['"', '","', '"'], ']}');
  return writer.text(']}').bytes();
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function updatesXml(updates: Updates): Uint8Array<ArrayBuffer> {
  const { startS, stepS, endS, legend, table } = updates;
  const entries = legend.map((entry) => `<entry>${escaped(entry)}</entry>`).join('');
  const writer = new RrdWriter().text(
    `${XML_HEAD}<xport><meta><start>${startS}</start><step>${stepS}</step><end>${endS}</end><rows>${table.rows}</rows>` +
      `<columns>${legend.length}</columns><legend>${entries}</legend></meta><data>`,
  );
  const head = (row: number): string => `<row><t>${endS - row * stepS}</t>`;
  writer.rows(table, false, head, ['<v>', '</v><v>', '</v>'], '</row>');
  return writer.text('</data></xport>').bytes();
}
