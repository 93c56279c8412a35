import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf } from '../../scenarios/testing/pool';
import { testPool, type TestPool } from '../testing';
import { thePool } from '../world';

/** A pool whose servers all have an address on its network. */
function pool(hosts = 3): TestPool & { readonly pifs: readonly Ref<'PIF'>[] } {
  const made = testPool({ hosts, clockMode: 'instant' });
  const { db } = made.sim.world;
  const pifs = made.hosts.map((host) => db.row('host', host).PIFs[0] ?? '');
  db.transaction(() => {
    pifs.forEach((pif, at) => {
      db.update('PIF', pif, { IP: `10.0.0.${at + 1}`, currently_attached: true, disallow_unplug: true });
    });
  });
  return { ...made, pifs };
}

function patch<C extends 'PIF' | 'host_metrics'>(
  { sim }: TestPool,
  cls: C,
  ref: Ref<C>,
  values: Partial<Records[C]>,
): void {
  sim.world.db.transaction(() => sim.world.db.update(cls, ref, values));
}

test('a pool makes one cluster of its servers, when interfaces and settings suit', async () => {
  const made = pool();
  const { sim, network, pifs, hosts } = made;
  const { db } = sim.world;
  const [first = '', second = ''] = pifs;
  const create = (stack = 'corosync', timeout = 20, coefficient = 1): Promise<readonly string[]> =>
    refusalOf(sim, 'Cluster.pool_create', network, stack, timeout, coefficient);
  expect(await create('pacemaker')).toEqual(['INVALID_CLUSTER_STACK', 'pacemaker']);
  expect(await create('corosync', 0.5)).toEqual(['INVALID_VALUE', 'token_timeout', '0.5']);
  expect(await create('corosync', 20, 0)).toEqual(['INVALID_VALUE', 'token_timeout_coefficient', '0.']);
  patch(made, 'PIF', first, { disallow_unplug: false });
  expect(await create()).toEqual(['PIF_ALLOWS_UNPLUG', first]);
  patch(made, 'PIF', first, { disallow_unplug: true, currently_attached: false });
  expect(await create()).toEqual(['REQUIRED_PIF_IS_UNPLUGGED', first]);
  patch(made, 'PIF', first, { currently_attached: true, IP: '' });
  expect(await create()).toEqual(['PIF_HAS_NO_NETWORK_CONFIGURATION', first]);
  patch(made, 'PIF', first, { IP: '10.0.0.1' });
  patch(made, 'PIF', second, { IP: '' });
  expect(await create()).toEqual(['PIF_HAS_NO_NETWORK_CONFIGURATION', second]);
  expect([db.count('Cluster'), db.count('Cluster_host')]).toEqual([0, 0]);
  patch(made, 'PIF', second, { IP: '10.0.0.2', disallow_unplug: false, currently_attached: false });
  const cluster = await sim.call('Cluster.pool_create', network, 'corosync');
  expect(await sim.call('Cluster.get_record', cluster)).toMatchObject({
    cluster_stack: 'corosync', cluster_stack_version: 3, pool_auto_join: true, token_timeout: 20,
    is_quorate: true, quorum: 2, live_hosts: 3, expected_hosts: 3, allowed_operations: ['add', 'remove', 'enable', 'disable', 'destroy'],
  }); // prettier-ignore
  expect([...db.all('Cluster_host')].map(([, row]) => [row.host, row.PIF, row.enabled, row.joined])).toEqual(
    hosts.map((host, at) => [host, pifs[at], true, true]),
  );
  expect(db.row('PIF', second)).toMatchObject({ disallow_unplug: true, currently_attached: true });
  expect(thePool(db)[1].ha_cluster_stack).toBe('corosync');
  expect(await sim.call('Cluster.get_network', cluster)).toBe(network);
  expect(await create()).toEqual(['CLUSTER_ALREADY_EXISTS']);
  expect(await refusalOf(sim, 'pool.enable_ha', [made.sr], {})).toEqual(['INCOMPATIBLE_STATEFILE_SR', 'nfs']);
  expect(await sim.call('pool.ha_compute_max_host_failures_to_tolerate')).toBe(1);
  await sim.call('Cluster.pool_destroy', cluster);
  expect([db.count('Cluster'), db.count('Cluster_host'), thePool(db)[1].ha_cluster_stack]).toEqual([0, 0, 'xhad']);
});

test('members join, pause and leave one by one', async () => {
  const made = pool(2);
  const { sim, pifs, hosts } = made;
  const { db } = sim.world;
  const [firstPif = '', secondPif = ''] = pifs;
  const [, second = ''] = hosts;
  const cluster = await sim.call('Cluster.create', firstPif, 'corosync', false);
  const [only = ''] = db.row('Cluster', cluster).cluster_hosts;
  expect(await refusalOf(sim, 'Cluster_host.destroy', only)).toEqual(['CLUSTER_HOST_IS_LAST', only]);
  expect(await refusalOf(sim, 'Cluster_host.create', cluster, second, firstPif)).toEqual([
    'PIF_NOT_ATTACHED_TO_HOST',
    firstPif,
    second,
  ]);
  const member = await sim.call('Cluster_host.create', cluster, second, secondPif);
  expect(await refusalOf(sim, 'Cluster.destroy', cluster)).toEqual(['CLUSTER_DOES_NOT_HAVE_ONE_NODE', '2']);
  await sim.call('Cluster_host.disable', member);
  expect(db.row('Cluster', cluster)).toMatchObject({ live_hosts: 1, quorum: 2, is_quorate: false });
  expect(await refusalOf(sim, 'Cluster_host.destroy', member)).toEqual(['CLUSTERING_DISABLED', member]);
  expect((await sim.call('Cluster_host.get_record', member)).allowed_operations).toEqual(['enable', 'disable']);
  await sim.call('Cluster_host.enable', member);
  expect(await refusalOf(sim, 'Cluster_host.forget', member)).toEqual(['HOST_IS_LIVE', second]);
  patch(made, 'host_metrics', db.row('host', second).metrics, { live: false });
  expect(await refusalOf(sim, 'Cluster_host.disable', member)).toEqual(['HOST_OFFLINE', second]);
  await sim.call('Cluster_host.forget', member);
  expect(db.row('Cluster', cluster)).toMatchObject({ cluster_hosts: [only], quorum: 1 });
  await sim.call('Cluster.destroy', cluster);
  expect(db.count('Cluster')).toBe(0);
});

test('a repository that needs the cluster holds it, and resynchronising brings servers back', async () => {
  const { sim, network, hosts } = pool();
  const { db, engine } = sim.world;
  const [, second = ''] = hosts;
  const cluster = await sim.call('Cluster.pool_create', network, 'corosync');
  const lost = [...db.all('Cluster_host')].find(([, row]) => row.host === second)?.[0] ?? '';
  await sim.call('Cluster_host.force_destroy', lost);
  await sim.call('Cluster.pool_resync', cluster);
  expect([...db.all('Cluster_host')].map(([, row]) => row.host)).toContain(second);
  db.transaction(() => {
    const plugin = { uuid: engine.newUuid('SM'), type: 'nfs', required_cluster_stack: ['corosync'] };
    db.insert('SM', engine.newRef('SM'), plugin);
  });
  const [member = ''] = db.row('Cluster', cluster).cluster_hosts;
  expect(await refusalOf(sim, 'Cluster_host.disable', member)).toEqual(['CLUSTER_STACK_IN_USE', 'corosync']);
  expect(await refusalOf(sim, 'Cluster.pool_destroy', cluster)).toEqual(['CLUSTER_STACK_IN_USE', 'corosync']);
  expect(await refusalOf(sim, 'Cluster.pool_force_destroy', cluster)).toEqual([
    'CLUSTER_FORCE_DESTROY_FAILED',
    cluster,
  ]);
  expect(db.row('Cluster', cluster).pool_auto_join).toBe(false);
  db.transaction(() => {
    for (const sm of db.refs('SM')) db.remove('SM', sm);
  });
  await sim.call('Cluster.pool_force_destroy', cluster);
  expect([db.count('Cluster'), db.count('Cluster_host')]).toEqual([0, 0]);
});
