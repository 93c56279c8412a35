import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { targetsOf } from '../commands';
import { alertsCommand } from './commands/alerts';
import { filingCommands } from './commands/filing';
import { readPerfmon, writePerfmon } from './commands/perfmon';

const CPU =
  '<variable>\n<name value="cpu_usage"/><alarm_trigger_level value="0.5"/><alarm_trigger_period value="90"/>' +
  '<alarm_priority value="1"/><consolidation_fn value="max"/><alarm_auto_inhibit_period value="7200"/>\n</variable>';
const NETWORK =
  "<variable><name value='network_usage'/><alarm_trigger_level value='2048'/>" +
  "<alarm_auto_inhibit_period value='600'/></variable>";
const LOW_DISK =
  '<variable><name value="disk_usage"/><alarm_trigger_level value="1"/><alarm_trigger_sense value="low"/></variable>';

describe('one threshold that is edited', () => {
  const present = readPerfmon(`<config>${CPU} ${NETWORK}${LOW_DISK}</config>`);
  const threshold = { level: 80, minutes: 2 };

  it('changes no other tag of its own, and none of the others', () => {
    const set = new Map([...present.set, ['cpu_usage', threshold] as const]);
    const wanted = writePerfmon({ ...present, set }, present);
    expect(wanted).toBe(`<config>${CPU.replace('"0.5"', '"0.8"')}${NETWORK}${LOW_DISK}</config>`);
  });

  it('sets how often all are told only where that is edited', () => {
    const wanted = writePerfmon({ ...present, repeatMinutes: 30 }, present);
    expect(wanted).toContain('<alarm_priority value="1"/>');
    expect(wanted.match(/inhibit_period value="1800"/g)).toHaveLength(2);
  });

  it('is none of those that are told on the other side of the level', () => {
    expect([...present.set.keys()]).toEqual(['cpu_usage', 'network_usage']);
    const free = (sense: string): string =>
      `<config><variable><name value="memory_free_kib"/><alarm_trigger_level value="1048576"/>${sense}</variable></config>`;
    const keysOf = (xml: string) => [...readPerfmon(xml).set.keys()];
    expect(keysOf(free('<alarm_trigger_sense value="low"/>'))).toEqual(['memory_free_kib']);
    expect(keysOf(free(''))).toEqual(['memory_free_kib']);
    expect(keysOf(free('<alarm_trigger_sense value="high"/>'))).toEqual([]);
  });

  it('stays alone where another configures the same once more', () => {
    const twice = readPerfmon(`<config>${CPU}${CPU.replace('0.5', '0.9')}</config>`);
    expect(writePerfmon({ ...twice, set: new Map() }, twice)).toBe(`<config>${CPU.replace('0.5', '0.9')}</config>`);
  });
});

describe('what is longer than is read', () => {
  const LONG = ' '.repeat(64 * 1024 + 1);

  it('is not written over', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', { other_config: { perfmon: LONG } });
    pool.set('pool', 'pool', { gui_config: { 'XenCenter.CustomFields': LONG } });
    const inventory = pool.inventory();
    const [vm] = targetsOf(inventory, [{ connection: 'lab', class: 'VM', ref: 'vm0' }]);
    if (!vm) throw new Error('no VM');
    expect(alertsCommand.reason(inventory, vm)).toMatch(/^Its alerts are more/);
    const fields = filingCommands.find(({ id }) => id === 'object.customFields');
    expect(fields?.reason(inventory, vm)).toMatch(/^The pool knows more custom fields/);
  });
});
