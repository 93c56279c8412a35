import { describe, expect, it } from 'vitest';
import { formatTime } from '../values';
import { bodyLines } from './alert-body';

const lines = (name: string, body: string) => bodyLines({ name, body });
const time = (moment: string) => formatTime(Date.parse(moment));

describe('a body that is written for programs', () => {
  it('says who tried to log in', () => {
    const known =
      '<known><username>r&amp;d</username><useragent>xe</useragent><ip>10.0.0.9</ip><number>3</number>' +
      '<date>20261128T09:00:00Z</date></known><known><number>1</number></known>';
    expect(lines('FAILED_LOGIN_ATTEMPTS', `<body><total>6</total>${known}<unknown>2</unknown></body>`)).toEqual([
      '6 attempts.',
      `r&d from 10.0.0.9, xe: 3 attempts, the last at ${time('2026-11-28T09:00:00Z')}.`,
      'Somebody from an unknown address: 1 attempt.',
      'Of unknown origin: 2 attempts.',
    ]);
  });

  it('says until when a certificate is valid, how many servers may fail, and how far a clock is off', () => {
    const body = '<body><message>Soon.</message><date>20261220T10:00:00Z</date></body>';
    expect(lines('POOL_CA_CERTIFICATE_EXPIRING_30', body)).toEqual([`Valid until ${time('2026-12-20T10:00:00Z')}.`]);
    expect(lines('HA_POOL_DROP_IN_PLAN_EXISTS_FOR', '1')).toEqual(['1 server may fail now.']);
    expect(lines('HA_POOL_DROP_IN_PLAN_EXISTS_FOR', '0')).toEqual(['No more servers may fail.']);
    expect(lines('HOST_CLOCK_SKEW_DETECTED', '95')).toEqual(['It is off by 1 min 35 s.']);
  });

  it('says which threshold was crossed', () => {
    const set = (name: string, value: string) => `<${name} value="${value}"/>`;
    const rule = set('alarm_trigger_level', '0.95') + set('alarm_trigger_period', '300');
    const body = `value: 0.978125\nconfig:\n<variable>${set('name', 'cpu_usage')}${rule}</variable>`;
    expect(lines('ALARM', body)).toEqual(['Alarm above 95 % for 5 min']);
  });

  it('is left as it came where it is another', () => {
    for (const name of [
      'ALARM',
      'FAILED_LOGIN_ATTEMPTS',
      'HOST_SERVER_CERTIFICATE_EXPIRED',
      'HA_POOL_DROP_IN_PLAN_EXISTS_FOR',
    ]) {
      for (const body of [
        '',
        '-1',
        '<total>',
        'x'.repeat(20_000),
        '<body><total>many</total><date>soon</date></body>',
      ]) {
        expect(lines(name, body)).toEqual([]);
      }
    }
    expect(lines('BOND_STATUS_CHANGED', '1')).toEqual([]);
  });
});
