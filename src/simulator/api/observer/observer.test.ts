import { expect, test } from 'vitest';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';

test('an observer is kept as it was made, and refused when it names what is not there', async () => {
  const { simulator, alder } = twoServers();
  const values = {
    name_label: 'traces',
    name_description: '',
    hosts: [alder],
    attributes: { team: 'storage' },
    endpoints: ['bugtool', 'http://collector:9411/api'],
    components: ['xapi'],
    enabled: false,
  };
  const refused = (patch: Partial<Records['Observer']>): Promise<readonly string[]> =>
    refusalOf(simulator, 'Observer.create', { ...values, ...patch });
  expect(await refused({ components: ['xen'], endpoints: ['x'] })).toEqual(['INVALID_VALUE', 'component', 'xen']);
  expect(await refused({ endpoints: ['not a url'], hosts: ['x'] })).toEqual(['INVALID_VALUE', 'endpoint', 'not a url']);
  expect(await refused({ hosts: ['OpaqueRef:x'], attributes: { A: '' } })).toEqual([
    'INVALID_VALUE',
    'host',
    'OpaqueRef:x',
  ]);
  expect(await refused({ attributes: { 'no key': 'v' } })).toEqual(['INVALID_VALUE', 'attributes', 'no key:v']);
  const observer = await simulator.call('Observer.create', values);
  await simulator.call('Observer.set_enabled', observer, true);
  await simulator.call('Observer.set_components', observer, []);
  await simulator.call('Observer.set_endpoints', observer, ['bugtool']);
  await simulator.call('Observer.set_attributes', observer, {});
  await simulator.call('Observer.set_hosts', observer, []);
  expect(await simulator.call('Observer.get_record', observer)).toMatchObject({
    name_label: 'traces',
    enabled: true,
    components: [],
    endpoints: ['bugtool'],
  });
  await simulator.call('Observer.destroy', observer);
  expect(await simulator.call('Observer.get_all')).toEqual([]);
});
