import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { clusterStack } from '../high-availability/statefile';
import { bringUp } from '../pif/plug';
import { need, thePool, toXapiDate, type World } from '../world';
import { assertHasAddress, memberRefusal, refuse } from './checks';

/** What a cluster says of itself follows from its members (xapi_clustering.ml on_corosync_update). */
export function recount({ db, engine }: World, ref: Ref<'Cluster'>): void {
  const { cluster_hosts } = db.row('Cluster', ref);
  let live_hosts = 0;
  for (const member of cluster_hosts) {
    const { enabled, live } = db.row('Cluster_host', member);
    if (enabled) live_hosts += 1;
    if (live !== enabled)
      db.update('Cluster_host', member, { live: enabled, last_update_live: toXapiDate(engine.nowMs) });
  }
  const quorum = Math.floor(cluster_hosts.length / 2) + 1;
  const is_quorate = live_hosts >= quorum;
  db.update('Cluster', ref, { live_hosts, quorum, is_quorate, expected_hosts: cluster_hosts.length });
}

/** The pool's stack for high availability follows its cluster, and so does what the pool allows. */
export function stackChanged(world: World): void {
  world.db.update('pool', thePool(world.db)[0], { ha_cluster_stack: clusterStack(world) });
}

export function insertCluster(
  world: World,
  values: {
    readonly stack: string;
    readonly autoJoin: boolean;
    readonly timeout: number;
    readonly coefficient: number;
  },
): Ref<'Cluster'> {
  const { db, engine } = world;
  const ref = engine.newRef('Cluster');
  db.insert('Cluster', ref, {
    uuid: engine.newUuid('Cluster'),
    cluster_token: engine.random.uuid('cluster-token'),
    cluster_stack: values.stack,
    cluster_stack_version: 3,
    pool_auto_join: values.autoJoin,
    token_timeout: values.timeout,
    token_timeout_coefficient: values.coefficient,
  });
  return ref;
}

/** Makes a server a member; its interface is put up and held up (xapi_cluster_host.ml create_internal, join_internal). */
export function insertMember(
  world: World,
  cluster: Ref<'Cluster'>,
  host: Ref<'host'>,
  pif: Ref<'PIF'>,
): Ref<'Cluster_host'> {
  const { db, engine } = world;
  const row = need(db, 'PIF', pif);
  if (row.host !== host) throw new Fault('PIF_NOT_ATTACHED_TO_HOST', pif, host);
  if ([...db.all('Cluster_host')].some(([, member]) => member.host === host)) {
    throw new Fault('OPERATION_NOT_ALLOWED', 'Cluster host cannot be created because it already exists');
  }
  assertHasAddress(pif, row);
  bringUp(world, pif);
  if (!row.disallow_unplug) db.update('PIF', pif, { disallow_unplug: true });
  const ref = engine.newRef('Cluster_host');
  db.insert('Cluster_host', ref, {
    uuid: engine.newUuid('Cluster_host'),
    cluster,
    host,
    PIF: pif,
    enabled: true,
    joined: true,
  });
  recount(world, cluster);
  return ref;
}

export function removeMember(world: World, ref: Ref<'Cluster_host'>): void {
  const { cluster } = need(world.db, 'Cluster_host', ref);
  world.db.remove('Cluster_host', ref);
  if (world.db.has('Cluster', cluster)) recount(world, cluster);
}

/** Takes away a cluster that has no more than one member. */
export function removeCluster(world: World, ref: Ref<'Cluster'>): void {
  const { db } = world;
  const { cluster_hosts } = need(db, 'Cluster', ref);
  if (cluster_hosts.length > 1) throw new Fault('CLUSTER_DOES_NOT_HAVE_ONE_NODE', String(cluster_hosts.length));
  for (const member of cluster_hosts) {
    refuse(memberRefusal(world, member, 'destroy', true));
    db.remove('Cluster_host', member);
  }
  db.remove('Cluster', ref);
  stackChanged(world);
}
