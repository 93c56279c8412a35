import * as v from 'valibot';
import type { Connection } from '../../xapi/client/contract';
import { startTransfer } from '../../xapi/client/transfer/transfer';

/** Data sources of one server over time, oldest row first. */
export interface Statistics {
  readonly stepS: number;
  /** Seconds since 1970, of each row. */
  readonly times: readonly number[];
  /** By the name of the data source; null where nothing was measured. */
  readonly series: ReadonlyMap<string, readonly (number | null)[]>;
}

/** Far more than a week of one server by hours. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Toolstacks before 23.31 write bare numbers, `NaN` among them, which JSON does not know. */
const BARE = /(?<=[[,]\s*)(?:NaN|-?Infinity)(?=\s*[\],])/g;

const number = v.union([v.number(), v.string(), v.null()]);
const answer = v.object({
  meta: v.object({ step: number, legend: v.array(v.string()) }),
  data: v.array(v.object({ t: number, values: v.array(number) })),
});

/**
 * What `/rrd_updates` answers as JSON. Throws where it is something else.
 * @param text rows newest first, numbers bare or as text
 */
export function parseStatistics(text: string): Statistics {
  const { meta, data } = v.parse(answer, JSON.parse(text.replaceAll(BARE, 'null')));
  const rows = data.toReversed();
  const series = new Map<string, readonly (number | null)[]>();
  meta.legend.forEach((entry, at) => {
    // AVERAGE:host:<uuid>:cpu_avg; names may hold colons.
    const name = entry.split(':').slice(3).join(':');
    series.set(
      name,
      rows.map(({ values }) => measured(values[at])),
    );
  });
  return { stepS: Number(meta.step), times: rows.map(({ t }) => Number(t)), series };
}

function measured(value: number | string | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  const found = Number(value);
  return Number.isFinite(found) ? found : null;
}

/**
 * The statistics of one server, without those of its VMs.
 * @param server its address; null: the one that answers calls
 * @param startS the first moment wanted, seconds since 1970
 * @param stepS 5, 60, 3600 or 86400
 */
export async function readStatistics(
  connection: Connection,
  server: string | null,
  startS: number,
  stepS: number,
  signal: AbortSignal,
): Promise<Statistics> {
  const query = `start=${Math.floor(startS)}&interval=${stepS}&cf=AVERAGE&host=true&vm_uuid=none&json=true`;
  const request = { method: 'GET', path: `/rrd_updates?${query}`, server, body: null } as const;
  const { chunks } = await startTransfer(connection.openTransfer(), request, { signal });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_BYTES) throw new RangeError('The server sends more statistics than were asked for.');
  }
  return parseStatistics(text + decoder.decode());
}
