import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation, type Later } from '../operations';
import { assertPoolOperation } from '../pool/operations';
import { define } from '../registry';
import { coordinator, need, type Call, type World } from '../world';
import { assertReliable, assertStack, assertTimeouts, clusterRefusal, memberRefusal, pifOn, refuse } from './checks';
import { insertCluster, insertMember, removeCluster, removeMember, stackChanged } from './members';

/** Corosync starts or stops on one server: assumption. */
const MEMBER_MS = 4000;

interface Create {
  /** The coordinator first. */
  readonly pifs: readonly (readonly [host: Ref<'host'>, pif: Ref<'PIF'>])[];
  readonly stack: string;
  readonly autoJoin: boolean;
  readonly timeout: number;
  readonly coefficient: number;
}

interface OfCluster {
  readonly cluster: Ref<'Cluster'>;
}

/** The checks in the order of xapi_cluster.ml create; a further server's interface is mended rather than refused. */
function create(call: Call, args: Create): Later {
  const { world, db } = call;
  const pool = assertPoolOperation(world, 'cluster_create');
  assertStack(args.stack);
  assertFeature(db, 'Corosync');
  assertTimeouts(args.timeout, args.coefficient);
  const [first, ...others] = args.pifs;
  if (first !== undefined) assertReliable(world, first[1]);
  for (const [host] of others) assertOnline(world, host);
  return startOperation<Create>(call, 'Cluster.create', {
    durationMs: MEMBER_MS * args.pifs.length,
    args,
    holds: [['pool', pool, 'cluster_create']],
  });
}

defineOperation<Create>('Cluster.create', {
  finish: (world, { pifs, stack, autoJoin, timeout, coefficient }) => {
    const cluster = insertCluster(world, { stack, autoJoin, timeout, coefficient });
    for (const [host, pif] of pifs) insertMember(world, cluster, host, pif);
    stackChanged(world);
    return cluster;
  },
  result: 'Cluster ref',
});

defineOperation<OfCluster>('Cluster.destroy', { finish: (world, { cluster }) => removeCluster(world, cluster) });

/** Members apart from the coordinator's, which goes with the cluster. */
function otherMembers({ db }: World, cluster: Ref<'Cluster'>): readonly Ref<'Cluster_host'>[] {
  const { cluster_hosts } = need(db, 'Cluster', cluster);
  return cluster_hosts.filter((member) => db.row('Cluster_host', member).host !== coordinator(db));
}

defineOperation<OfCluster>('Cluster.pool_destroy', {
  finish: (world, { cluster }) => {
    for (const member of otherMembers(world, cluster)) {
      refuse(memberRefusal(world, member, 'destroy'));
      removeMember(world, member);
    }
    removeCluster(world, cluster);
  },
});

/** Members that cannot leave are forgotten; only a repository that needs the cluster holds it (xapi_cluster.ml). */
defineOperation<OfCluster>('Cluster.pool_force_destroy', {
  finish: (world, { cluster }) => {
    const { cluster_hosts } = need(world.db, 'Cluster', cluster);
    const staying = cluster_hosts.filter((member) => memberRefusal(world, member, 'destroy', true) !== null);
    if (staying.length > 0) throw new Fault('CLUSTER_FORCE_DESTROY_FAILED', cluster);
    for (const member of cluster_hosts) removeMember(world, member);
    removeCluster(world, cluster);
  },
});

function end(call: Call, cluster: Ref<'Cluster'>, name: string, isWhole: boolean): Later {
  const { world, db } = call;
  refuse(clusterRefusal(world, cluster, 'destroy'));
  const { cluster_hosts } = db.row('Cluster', cluster);
  // Nobody joins a cluster that is on its way out, even when the rest fails.
  if (isWhole) db.transaction(() => db.update('Cluster', cluster, { pool_auto_join: false }));
  return startOperation<OfCluster>(call, name, {
    durationMs: MEMBER_MS * Math.max(1, cluster_hosts.length),
    args: { cluster },
    holds: [['Cluster', cluster, 'destroy']],
  });
}

/** The network that all members share (xapi_clustering.ml get_network_internal). */
function networkOf({ db }: World, cluster: Ref<'Cluster'>): Ref<'network'> {
  const { cluster_hosts } = need(db, 'Cluster', cluster);
  const networks = new Set(cluster_hosts.map((member) => db.row('PIF', db.row('Cluster_host', member).PIF).network));
  const [network, ...others] = networks;
  if (network !== undefined && others.length === 0) return network;
  throw new Fault('OPERATION_NOT_ALLOWED', `No common network found for cluster ${cluster}`);
}

/** Servers that should be members become members, as far as they can; what fails is left for the next time. */
function resync({ world, db }: Call, cluster: Ref<'Cluster'>): void {
  const { pool_auto_join, cluster_hosts } = need(db, 'Cluster', cluster);
  const members = new Set(cluster_hosts.map((member) => db.row('Cluster_host', member).host));
  if (!pool_auto_join || members.size === 0) return;
  const network = networkOf(world, cluster);
  for (const host of db.refs('host')) {
    if (members.has(host)) continue;
    try {
      assertOnline(world, host);
      db.transaction(() => insertMember(world, cluster, host, pifOn(world, network, host)));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }
}

define({
  'Cluster.create': (call, pif, stack, autoJoin, timeout, coefficient) =>
    create(call, { pifs: [[coordinator(call.db), pif]], stack, autoJoin, timeout, coefficient }),
  'Cluster.pool_create': (call, network, stack, timeout, coefficient) => {
    const { world, db } = call;
    assertTimeouts(timeout, coefficient);
    const first = coordinator(db);
    const hosts = [first, ...db.refs('host').filter((host) => host !== first)];
    const pifs = hosts.map((host) => [host, pifOn(world, network, host)] as const);
    return create(call, { pifs, stack, autoJoin: true, timeout, coefficient });
  },
  'Cluster.destroy': (call, self) => {
    const { cluster_hosts } = need(call.db, 'Cluster', self);
    if (cluster_hosts.length > 1) throw new Fault('CLUSTER_DOES_NOT_HAVE_ONE_NODE', String(cluster_hosts.length));
    for (const member of cluster_hosts) refuse(memberRefusal(call.world, member, 'destroy', true));
    return end(call, self, 'Cluster.destroy', false);
  },
  'Cluster.pool_destroy': (call, self) => {
    for (const member of otherMembers(call.world, self)) refuse(memberRefusal(call.world, member, 'destroy'));
    return end(call, self, 'Cluster.pool_destroy', true);
  },
  'Cluster.pool_force_destroy': (call, self) => end(call, self, 'Cluster.pool_force_destroy', true),
  'Cluster.get_network': (call, self) => networkOf(call.world, self),
  'Cluster.pool_resync': resync,
});
