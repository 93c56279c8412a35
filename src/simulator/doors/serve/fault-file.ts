import * as v from 'valibot';
import { errorTable } from '../../../xapi/datamodel/errors.gen';
import { whyIdle, type FaultRule } from '../../api/fault-rules';
import { ControlRefusal } from '../control-refusal';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Rule = v.pipe(
  v.strictObject({
    method: v.pipe(v.string(), v.regex(/^[\w.*]+$/, 'must be a message such as VM.start, VM.* or *')),
    match: v.exactOptional(v.record(v.string(), v.unknown())),
    probability: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    count: v.exactOptional(Count),
    delayMs: v.exactOptional(v.pipe(Count, v.maxValue(3_600_000))),
    error: v.exactOptional(
      v.pipe(
        v.array(v.string()),
        v.minLength(1),
        v.check(
          ([code = '']) => Object.hasOwn(errorTable, code) || /^[A-Z][A-Z0-9_]+$/.test(code),
          'must begin with an error code',
        ),
      ),
    ),
    drop: v.exactOptional(v.boolean()),
  }),
  v.check(
    ({ error, drop, delayMs }) => error !== undefined || drop === true || delayMs !== undefined,
    'needs one of error, drop and delayMs',
  ),
  v.check(({ error, drop }) => error === undefined || drop !== true, 'has both error and drop; give one of them'),
);
const File = v.pipe(v.array(Rule), v.maxLength(1000));

/** Reads fault rules; throws a ControlRefusal that says which rule is wrong, and how. @param source named in the error */
export function readFaultRules(text: string, source: string): readonly FaultRule[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new ControlRefusal(`${source} is not JSON: ${why}`, { cause: error });
  }
  const read = v.safeParse(File, json);
  if (read.success) {
    for (const [at, rule] of read.output.entries()) {
      const why = whyIdle(rule);
      if (why !== null) throw new ControlRefusal(`${source}: rule ${at}: ${why}`);
    }
    return read.output;
  }
  const [issue] = read.issues;
  const path = v.getDotPath(issue);
  throw new ControlRefusal(`${source}: ${path === null ? '' : `rule ${path}: `}${issue.message}`);
}
