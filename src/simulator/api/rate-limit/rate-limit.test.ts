import { expect, test } from 'vitest';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';

test('callers are told by what they send, belong to groups, and share a limit', async () => {
  const { simulator } = twoServers();
  const caller = (user_agent: string, client_ip: string, name_label = ''): Partial<Records['Caller']> => ({
    name_label,
    name_description: '',
    user_agent,
    client_ip,
  });
  expect((await refusalOf(simulator, 'Caller.create', caller('', ''))).slice(0, 2)).toEqual([
    'INVALID_VALUE',
    'user_agent/client_ip',
  ]);
  expect(await refusalOf(simulator, 'Caller.create', caller('*', ''))).toContain('all-wildcard pattern not allowed');
  const backup = await simulator.call('Caller.create', caller('backup/*', ''));
  expect(await simulator.call('Caller.create', caller('backup/*', '', 'Backup'))).toBe(backup);
  await simulator.call('Caller.add_group', backup, 'nightly');
  await simulator.call('Caller.add_group', backup, 'nightly');
  expect(await simulator.call('Caller.get_record', backup)).toMatchObject({
    name_label: 'Backup',
    groups: ['nightly'],
  });
  await simulator.call('Caller.remove_group', backup, 'nightly');
  expect(await simulator.call('Caller.get_groups', backup)).toEqual([]);
  const uuid = await simulator.call('Caller.get_uuid', backup);
  expect(await simulator.call('Caller.query_all_usage')).toEqual([[uuid, 'Backup', '0.000', '0']]);
  expect(await simulator.call('Caller.query_call_count', backup)).toBe(0);
  expect(await refusalOf(simulator, 'Caller.query_group_call_count', '')).toEqual([
    'INVALID_VALUE',
    'group',
    'empty group name',
  ]);

  const limits = (fill_rate: number): Partial<Records['Rate_limit']> => ({
    name_label: 'l',
    name_description: '',
    burst_size: 5,
    fill_rate,
  });
  expect((await refusalOf(simulator, 'Rate_limit.create', limits(0)))[0]).toBe('INVALID_VALUE');
  const limit = await simulator.call('Rate_limit.create', limits(2));
  await simulator.call('Rate_limit.add_caller', limit, backup);
  expect(await simulator.call('Rate_limit.get_callers', limit)).toEqual([backup]);
  await simulator.call('Rate_limit.set_burst_size', limit, 9);
  await simulator.call('Rate_limit.set_fill_rate', limit, 3);
  expect((await refusalOf(simulator, 'Rate_limit.set_fill_rate', limit, -1))[0]).toBe('INVALID_VALUE');
  expect(await simulator.call('Rate_limit.get_record', limit)).toMatchObject({ burst_size: 9, fill_rate: 3 });
  await simulator.call('Rate_limit.remove_caller', limit, backup);
  expect(await simulator.call('Caller.get_rate_limit', backup)).toBe('OpaqueRef:NULL');
});
