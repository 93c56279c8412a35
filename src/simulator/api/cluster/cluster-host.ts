import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { defineOperation, startOperation, type Hold, type Later } from '../operations';
import { define } from '../registry';
import { need, type Call } from '../world';
import { assertReliable, clusterRefusal, memberRefusal, refuse } from './checks';
import { insertMember, recount, removeMember } from './members';

/** Corosync starts or stops on one server: assumption. */
const MEMBER_MS = 4000;

interface Create {
  readonly cluster: Ref<'Cluster'>;
  readonly host: Ref<'host'>;
  readonly pif: Ref<'PIF'>;
}

interface OfMember {
  readonly member: Ref<'Cluster_host'>;
}

defineOperation<Create>('Cluster_host.create', {
  finish: (world, { cluster, host, pif }) => insertMember(world, cluster, host, pif),
  result: 'Cluster_host ref',
});
defineOperation<OfMember>('Cluster_host.destroy', { finish: (world, { member }) => removeMember(world, member) });
for (const [name, enabled] of [
  ['Cluster_host.enable', true],
  ['Cluster_host.disable', false],
] as const) {
  defineOperation<OfMember>(name, {
    finish: (world, { member }) => {
      world.db.update('Cluster_host', member, { enabled });
      recount(world, world.db.row('Cluster_host', member).cluster);
    },
  });
}

function create(call: Call, cluster: Ref<'Cluster'>, host: Ref<'host'>, pif: Ref<'PIF'>): Later {
  const { world, db } = call;
  assertOnline(world, host);
  refuse(clusterRefusal(world, cluster, 'add'));
  if (need(db, 'PIF', pif).host !== host) throw new Fault('PIF_NOT_ATTACHED_TO_HOST', pif, host);
  const members = db.row('Cluster', cluster).cluster_hosts.map((member) => db.row('Cluster_host', member));
  const reachable = members.some((member) => member.host !== host && db.get('PIF', member.PIF)?.IP !== '');
  if (!reachable) throw new Fault('NO_CLUSTER_HOSTS_REACHABLE', cluster);
  const args = { cluster, host, pif };
  return startOperation<Create>(call, 'Cluster_host.create', {
    durationMs: MEMBER_MS,
    args,
    holds: [['Cluster', cluster, 'add']],
  });
}

/** Runs on the member itself, which must answer. */
function run(call: Call, member: Ref<'Cluster_host'>, op: 'enable' | 'disable' | 'destroy', force = false): Later {
  const { world, db } = call;
  const { cluster, host } = need(db, 'Cluster_host', member);
  assertOnline(world, host);
  refuse(clusterRefusal(world, cluster, op === 'destroy' ? 'remove' : op));
  refuse(memberRefusal(world, member, op, force));
  const holds: readonly Hold[] = [
    ['Cluster', cluster, op === 'destroy' ? 'remove' : op],
    ['Cluster_host', member, op],
  ];
  return startOperation<OfMember>(call, `Cluster_host.${op}`, { durationMs: MEMBER_MS, args: { member }, holds });
}

define({
  'Cluster_host.create': create,
  'Cluster_host.destroy': (call, self) => run(call, self, 'destroy'),
  'Cluster_host.force_destroy': (call, self) => run(call, self, 'destroy', true),
  'Cluster_host.enable': (call, self) => {
    assertReliable(call.world, need(call.db, 'Cluster_host', self).PIF);
    return run(call, self, 'enable');
  },
  'Cluster_host.disable': (call, self) => run(call, self, 'disable'),
  // For a server that is gone for good: the others stop waiting for it (xapi_cluster_host.ml forget).
  'Cluster_host.forget': (call, self) => {
    const { world, db } = call;
    const { cluster, host } = need(db, 'Cluster_host', self);
    refuse(clusterRefusal(world, cluster, 'remove'));
    const row = db.get('host', host);
    if (row !== undefined && db.get('host_metrics', row.metrics)?.live === true) throw new Fault('HOST_IS_LIVE', host);
    db.transaction(() => removeMember(world, self));
  },
});
