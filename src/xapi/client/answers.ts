import * as v from 'valibot';

import type { AnyRecord, EventBatch, Ref } from '../datamodel/ref';
import { clientErrorCodes, XapiError } from './xapi-error';

const recordSchema = v.custom<AnyRecord>(isStruct);

const batchSchema = v.object({
  events: v.array(
    v.object({
      id: v.pipe(v.unknown(), v.transform(String)),
      timestamp: v.pipe(v.unknown(), v.transform(String)),
      class: v.string(),
      operation: v.picklist(['add', 'mod', 'del']),
      ref: v.string(),
      snapshot: v.exactOptional(recordSchema),
    }),
  ),
  valid_ref_counts: v.record(v.string(), v.pipe(v.union([v.number(), v.string()]), v.transform(Number))),
  token: v.string(),
});

/** The answer of `event.from`. */
export function parseBatch(answer: unknown): EventBatch {
  const batch = v.safeParse(batchSchema, answer);
  if (!batch.success) throw malformed('event.from', batch.issues[0].message);
  return batch.output;
}

/** The answer of `get_all_records`: a struct of structs. */
export function parseRecords(method: string, answer: unknown): (readonly [Ref, AnyRecord])[] {
  if (!isStruct(answer)) throw malformed(method, typeof answer);
  const records: [Ref, AnyRecord][] = [];
  for (const [ref, record] of Object.entries(answer)) {
    if (!isStruct(record)) throw malformed(method, `${ref}: ${typeof record}`);
    records.push([ref, record as AnyRecord]);
  }
  return records;
}

/** The answer of `get_record`. */
export function parseRecord(method: string, answer: unknown): AnyRecord {
  if (!isStruct(answer)) throw malformed(method, typeof answer);
  return answer as AnyRecord;
}

function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(method: string, what: string): XapiError {
  return new XapiError(clientErrorCodes.notXenApi, [`${method}: ${what}`]);
}
