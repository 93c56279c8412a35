import { STEP_S, wholeAxis, type Archive } from '../api/metrics/archives';
import { valueAt } from '../api/metrics/series';
import type { Column, Rrd, Statistics } from '../api/metrics/statistics';
import { XML_HEAD } from './rrd-updates';
import { escaped, numberText, RrdWriter } from './rrd-writer';

const VERSION = '0003';
/** Longer without a reading, and the time between is unknown, seconds (rrdd_monitor.ml). */
const HEARTBEAT = '300.0000';

/** An archive with all its rows, and what the next row has come to so far. */
interface Filled {
  readonly archive: Archive;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly prepared: readonly Prepared[];
}

interface Prepared {
  readonly value: number;
  readonly unknown: number;
}

function fill(statistics: Statistics, rrd: Rrd, archive: Archive): Filled {
  const axis = wholeAxis(archive, statistics.lastUpdateS);
  const columns = statistics.columns(rrd, archive, axis);
  return { archive, rows: axis.rows, columns, prepared: prepare(statistics, rrd, archive, columns) };
}

/** The row that is being gathered: its readings since the last whole one (rrd.ml do_cfs). */
function prepare(statistics: Statistics, rrd: Rrd, archive: Archive, columns: readonly Column[]): readonly Prepared[] {
  const { lastUpdateS } = statistics;
  const sinceS = lastUpdateS - wholeAxis(archive, lastUpdateS).lastS;
  const pdps = sinceS / STEP_S;
  if (pdps === 0)
    return columns.map(({ source }) => ({ value: nothingYet(archive, source.min, source.max), unknown: 0 }));
  const axis = { lastS: lastUpdateS, stepS: sinceS, rows: 1, xff: 1 };
  const part: Archive = { cf: 'AVERAGE', rows: 1, pdps, xff: 1 };
  return statistics.columns(rrd, part, axis).map(({ source, values }) => {
    const mean = valueAt(values, 0);
    if (Number.isNaN(mean)) return { value: nothingYet(archive, source.min, source.max), unknown: pdps };
    return { value: archive.cf === 'AVERAGE' ? (mean * pdps) / archive.pdps : mean, unknown: 0 };
  });
}

/** rrd.ml cf_init_value */
function nothingYet({ cf }: Archive, min: number, max: number): number {
  const start = cf === 'MIN' ? Infinity : cf === 'MAX' ? -Infinity : 0;
  return Math.min(max, Math.max(min, start));
}

/** The newest reading of each data source. */
function newest(filled: readonly Filled[]): readonly number[] {
  return (filled[0]?.columns ?? []).map(({ values }) => valueAt(values, 0));
}

/** All archives of an object, rows oldest first. Source: rrd.ml xml_to_output. */
export function dumpXml(statistics: Statistics, rrd: Rrd): Uint8Array<ArrayBuffer> {
  const filled = rrd.archives.map((archive) => fill(statistics, rrd, archive));
  const last = newest(filled);
  const writer = new RrdWriter().text(
    `${XML_HEAD}<rrd><version>${VERSION}</version><step>${STEP_S}</step><lastupdate>${statistics.lastUpdateS}</lastupdate>`,
  );
  for (const [at, { source }] of (filled[0]?.columns ?? []).entries()) {
    writer.text(
      `<ds><name>${escaped(source.name)}</name><type>${source.type}</type>` +
        `<minimal_heartbeat>${HEARTBEAT}</minimal_heartbeat><min>${numberText(source.min)}</min>` +
        `<max>${numberText(source.max)}</max><last_ds>${numberText(last[at] ?? NaN)}</last_ds>` +
        '<value>0.0</value><unknown_sec>0</unknown_sec></ds>',
    );
  }
  for (const { archive, rows, columns, prepared } of filled) {
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
    const readings = columns.map(({ values }) => values);
    writer.rows(readings, rows, true, () => '<row>', ['<v>', '</v><v>', '</v>'], '</row>');
    writer.text('</database></rra>');
  }
  return writer.text('</rrd>').bytes();
}

/** The same as JSON; every value is a text. Source: rrd.ml Json. */
export function dumpJson(statistics: Statistics, rrd: Rrd): Uint8Array<ArrayBuffer> {
  const filled = rrd.archives.map((archive) => fill(statistics, rrd, archive));
  const last = newest(filled);
  const ds = (filled[0]?.columns ?? []).map(({ source }, at) => ({
    name: source.name,
    type: source.type,
    minimal_heartbeat: HEARTBEAT,
    min: numberText(source.min),
    max: numberText(source.max),
    last_ds: numberText(last[at] ?? NaN),
    value: '0.0',
    unknown_sec: '0.0',
  }));
  const writer = new RrdWriter().text(
    `{"version":"${VERSION}","step":"${STEP_S}","lastupdate":"${statistics.lastUpdateS}","ds":${JSON.stringify(ds)},"rra":[`,
  );
  for (const [at, { archive, rows, columns, prepared }] of filled.entries()) {
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
    const readings = columns.map(({ values }) => values);
    writer.rows(readings, rows, true, (row) => (row === rows - 1 ? '[' : ',['), ['"', '","', '"'], ']');
    writer.text(']}');
  }
  return writer.text(']}').bytes();
}
