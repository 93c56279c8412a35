import type { Records } from '../../xapi/datamodel/types.gen';
import { formatDuration, formatTime, parseTime, xmlText } from '../values';
import { alarmOf, alarmRule } from './alarm';
import { texts } from './texts';

const words = texts.alerts.bodies;
/** What of a body is read, and how many log-ins of it. */
const MAX_BODY = 10_000;
const MOST_LOGINS = 20;

type Reader = (body: string) => readonly string[];

/** Bodies that are written for programs, by the name of their message; the first that fits. */
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/^ALARM$/, threshold],
  [/_CERTIFICATE_/, validity],
  [/^FAILED_LOGIN_ATTEMPTS$/, logins],
  [/^HA_POOL_DROP_IN_PLAN_EXISTS_FOR$/, (body) => ofNumber(body, words.failures)],
  [/^HOST_CLOCK_SKEW_DETECTED$/, (body) => ofNumber(body, (s) => words.clockOff(formatDuration(s * 1000)))],
];

/** What a body for programs says, in sentences; none: people can read it as it came. */
export function bodyLines({ name, body }: Pick<Records['message'], 'name' | 'body'>): readonly string[] {
  const text = body.slice(0, MAX_BODY);
  return READERS.find(([pattern]) => pattern.test(name))?.[1](text) ?? [];
}

function ofNumber(body: string, sentence: (value: number) => string): readonly string[] {
  const value = body.trim() === '' ? NaN : Number(body);
  return Number.isFinite(value) && value >= 0 ? [sentence(value)] : [];
}

function threshold(body: string): readonly string[] {
  const alarm = alarmOf(body);
  const rule = alarm === null ? null : alarmRule(alarm);
  return rule === null ? [] : [rule];
}

function validity(body: string): readonly string[] {
  const untilMs = parseTime(tag(body, 'date'));
  return untilMs === null ? [] : [words.validUntil(formatTime(untilMs))];
}

/** Who tried to log in, from where and how often (xapi: xapi_session.ml). */
function logins(body: string): readonly string[] {
  const total = Number(tag(body, 'total'));
  if (!(total > 0)) return [];
  const known = [...body.matchAll(/<known>(.{0,1000}?)<\/known>/gs)].slice(0, MOST_LOGINS).map(([, login = '']) => {
    const from = [tag(login, 'ip'), tag(login, 'useragent')].filter((text) => text !== '').join(', ');
    const lastMs = parseTime(tag(login, 'date'));
    const last = lastMs === null ? '' : formatTime(lastMs);
    return words.attempt(
      tag(login, 'username') || words.somebody,
      from || words.somewhere,
      Number(tag(login, 'number')) || 1,
      last,
    );
  });
  const others = Number(tag(body, 'unknown'));
  return [words.attempts(total), ...known, ...(others > 0 ? [words.others(others)] : [])];
}

function tag(text: string, name: string): string {
  return xmlText(new RegExp(`<${name}>([^<]{0,200})</${name}>`).exec(text)?.[1] ?? '').trim();
}
