import { describe, expect, it } from 'vitest';
import { alarmOf, alarmRule, alarmSentence } from './alarm';

const body = (name: string, value: string, more = '') =>
  `value: ${value}\nconfig:\n<variable>\n\t<name value="${name}"/>\n${more}</variable>`;
const sentence = (text: string) => {
  const alarm = alarmOf(text);
  return alarm && alarmSentence(alarm);
};

describe('a performance alarm', () => {
  it('is told with the unit of what was measured', () => {
    expect(sentence(body('cpu_usage', '0.986414'))).toBe('Processor use reached 99 %');
    expect(sentence(body('network_usage', '1048576'))).toBe('Network traffic reached 1 MiB/s');
    expect(sentence(body('sr_io_throughput_total_1a2b3c4d', '12'))).toBe('Storage traffic reached 12 MiB/s');
    expect(sentence(body('memory_free_kib', '2048', '<alarm_trigger_sense value="low"/>'))).toBe(
      'Free memory fell to 2 MiB',
    );
    expect(sentence(body('future_value', '7'))).toBe('future_value reached 7');
  });

  it('is about too little where free memory is measured, also when nobody says so', () => {
    const text = body('memory_free_kib', '2048', '<alarm_trigger_level value="4096"/>');
    expect(sentence(text)).toBe('Free memory fell to 2 MiB');
    const alarm = alarmOf(text);
    expect(alarm && alarmRule(alarm)).toBe('Alarm below 4 MiB');
    expect(alarmOf(body('memory_free_kib', '1', '<alarm_trigger_sense value="high"/>'))?.isLow).toBe(false);
  });

  it('names its threshold', () => {
    const alarm = alarmOf(
      body('cpu_usage', '1', '<alarm_trigger_level value="0.9"/><alarm_trigger_period value="60"/>'),
    );
    expect(alarm && alarmRule(alarm)).toBe('Alarm above 90 % for 1 min');
    const bare = alarmOf(body('cpu_usage', '1'));
    expect(bare && alarmRule(bare)).toBeNull();
  });

  it('is left as it came when it is something else', () => {
    for (const text of ['', 'value: much', '<variable/>', body('<img src=x>', '1'), body('cpu_usage', 'NaN')])
      expect(alarmOf(text)).toBeNull();
  });
});
