import { STEP_S, wholeAxis, type Archive } from '../api/metrics/archives';
import { tableOf, type Table } from '../api/metrics/column';
import type { Rrd, Statistics } from '../api/metrics/statistics';
import type { Source } from '../api/metrics/source';
import { XML_HEAD } from './rrd-updates';
import { numberText } from './rrd-number';
import { escaped, JSON_MARKS, RrdWriter, XML_MARKS } from './rrd-writer';

const VERSION = '0003';
/** Longer without a reading, and the time between is unknown, seconds (rrdd_monitor.ml). */
const HEARTBEAT = '300.0000';

/** An archive with all its rows, and what the next row has come to so far. */
interface Filled {
  readonly archive: Archive;
  readonly table: Table;
  readonly prepared: readonly Prepared[];
}

interface Prepared {
  readonly value: number;
  readonly unknown: number;
}

function fill(statistics: Statistics, rrd: Rrd, archive: Archive): Filled {
  const axis = wholeAxis(archive, statistics.lastUpdateS);
  const table = tableOf(statistics.columns(rrd, archive, axis), axis.rows);
  return { archive, table, prepared: prepare(statistics, rrd, archive, table.sources) };
}

/** The row that is being gathered: its readings since the last whole one (rrd.ml do_cfs). */
function prepare(statistics: Statistics, rrd: Rrd, archive: Archive, sources: readonly Source[]): readonly Prepared[] {
  const { lastUpdateS } = statistics;
  const sinceS = lastUpdateS - wholeAxis(archive, lastUpdateS).lastS;
  const pdps = sinceS / STEP_S;
  if (pdps === 0) return sources.map((source) => ({ value: nothingYet(archive, source), unknown: 0 }));
  const axis = { lastS: lastUpdateS, stepS: sinceS, rows: 1, xff: 1 };
  const part: Archive = { cf: 'AVERAGE', rows: 1, pdps, xff: 1 };
  const { cells } = tableOf(statistics.columns(rrd, part, axis), 1);
  return sources.map((source, at) => {
    const mean = cells[at] ?? NaN;
    if (Number.isNaN(mean)) return { value: nothingYet(archive, source), unknown: pdps };
    return { value: archive.cf === 'AVERAGE' ? (mean * pdps) / archive.pdps : mean, unknown: 0 };
  });
}

/** rrd.ml cf_init_value */
function nothingYet({ cf }: Archive, { min, max }: Source): number {
  const start = cf === 'MIN' ? Infinity : cf === 'MAX' ? -Infinity : 0;
  return Math.min(max, Math.max(min, start));
}

/** All archives of an object, rows oldest first. Source: rrd.ml xml_to_output. */
export function dumpXml(statistics: Statistics, rrd: Rrd): Uint8Array<ArrayBuffer> {
  const filled = rrd.archives.map((archive) => fill(statistics, rrd, archive));
  const finest = filled[0]?.table;
  const writer = new RrdWriter().text(
    `${XML_HEAD}<rrd><version>${VERSION}</version><step>${STEP_S}</step><lastupdate>${statistics.lastUpdateS}</lastupdate>`,
  );
  for (const [at, source] of (finest?.sources ?? []).entries()) {
    writer.text(
      `<ds><name>${escaped(source.name)}</name><type>${source.type}</type>` +
        `<minimal_heartbeat>${HEARTBEAT}</minimal_heartbeat><min>${numberText(source.min)}</min>` +
        `<max>${numberText(source.max)}</max><last_ds>${numberText(finest?.cells[at] ?? NaN)}</last_ds>` +
        '<value>0.0</value><unknown_sec>0</unknown_sec></ds>',
    );
  }
  for (const { archive, table, prepared } of filled) {
    writer.text(
      `<rra><cf>${archive.cf}</cf><pdp_per_row>${archive.pdps}</pdp_per_row>` +
        `<params><xff>${numberText(archive.xff)}</xff></params><cdp_prep>`,
    );
    for (const { value, unknown } of prepared) {
      writer.text(
        `<ds><primary_value>0.0</primary_value><secondary_value>0.0</secondary_value>` +
          `<value>${numberText(value)}</value><unknown_datapoints>${unknown}</unknown_datapoints></ds>`,
      );
    }
    writer.text('</cdp_prep><database>');
    writer.rows(table, true, () => '<row>', XML_MARKS, '</row>');
    writer.text('</database></rra>');
  }
  return writer.text('</rrd>').bytes();
}

/** The same as JSON; every value is a text. Source: rrd.ml Json. */
export function dumpJson(statistics: Statistics, rrd: Rrd): Uint8Array<ArrayBuffer> {
  const filled = rrd.archives.map((archive) => fill(statistics, rrd, archive));
  const finest = filled[0]?.table;
  const ds = (finest?.sources ?? []).map((source, at) => ({
    name: source.name,
    type: source.type,
    minimal_heartbeat: HEARTBEAT,
    min: numberText(source.min),
    max: numberText(source.max),
    last_ds: numberText(finest?.cells[at] ?? NaN),
    value: '0.0',
    unknown_sec: '0.0',
  }));
  const writer = new RrdWriter().text(
    `{"version":"${VERSION}","step":"${STEP_S}","lastupdate":"${statistics.lastUpdateS}","ds":${JSON.stringify(ds)},"rra":[`,
  );
  for (const [at, { archive, table, prepared }] of filled.entries()) {
    const cdps = prepared.map(({ value, unknown }) => ({
      primary_value: '0.0',
      secondary_value: '0.0',
      value: numberText(value),
      unknown_datapoints: String(unknown),
    }));
    writer.text(
      `${at === 0 ? '' : ','}{"cf":"${archive.cf}","pdp_per_row":"${archive.pdps}",` +
        `"params":{"xff":"${numberText(archive.xff)}"},"cdp_prep":{"ds":${JSON.stringify(cdps)}},"database":[`,
    );
    writer.rows(table, true, (row) => (row === table.rows - 1 ? '[' : ',['), JSON_MARKS, ']');
    writer.text(']}');
  }
  return writer.text(']}').bytes();
}
