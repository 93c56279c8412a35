import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { isUpgrading } from '../pool/operations';
import { defineComputed } from '../project';
import { need, thePool, type World } from '../world';

type Refusal = readonly [code: string, ...params: string[]];
type ClusterOperation = Enums['cluster_operation'];
type MemberOperation = Enums['cluster_host_operation'];

/** constants.ml: supported stacks and the shortest time-outs, seconds. */
const STACKS: ReadonlySet<string> = new Set(['corosync']);
const SHORTEST_TIMEOUT_S = 1;
const LEAST_COEFFICIENT_S = 0.65;

/** OCaml's string_of_float. */
const floatText = (value: number): string => (Number.isInteger(value) ? `${value}.` : String(value));

export function assertStack(stack: string): void {
  if (!STACKS.has(stack)) throw new Fault('INVALID_CLUSTER_STACK', stack);
}

export function assertTimeouts(timeout: number, coefficient: number): void {
  if (!(timeout >= SHORTEST_TIMEOUT_S)) throw new Fault('INVALID_VALUE', 'token_timeout', floatText(timeout));
  if (!(coefficient >= LEAST_COEFFICIENT_S)) {
    throw new Fault('INVALID_VALUE', 'token_timeout_coefficient', floatText(coefficient));
  }
}

/** The interface of a server on a network. */
export function pifOn({ db }: World, network: Ref<'network'>, host: Ref<'host'>): Ref<'PIF'> {
  const pif = need(db, 'network', network).PIFs.find((ref) => db.row('PIF', ref).host === host);
  if (pif === undefined) throw new Fault('PIF_NOT_PRESENT', host, network);
  return pif;
}

export function assertHasAddress(ref: Ref<'PIF'>, pif: Records['PIF']): void {
  if (pif.IP === '') throw new Fault('PIF_HAS_NO_NETWORK_CONFIGURATION', ref);
}

/** An interface that a cluster can rely on (xapi_clustering.ml assert_pif_prerequisites). */
export function assertReliable({ db }: World, ref: Ref<'PIF'>): void {
  const pif = need(db, 'PIF', ref);
  if (!pif.disallow_unplug) throw new Fault('PIF_ALLOWS_UNPLUG', ref);
  if (!pif.currently_attached) throw new Fault('REQUIRED_PIF_IS_UNPLUGGED', ref);
  assertHasAddress(ref, pif);
}

/** A repository that a server has attached may need the stack. */
function inUse({ db }: World, { cluster, host }: Records['Cluster_host']): Refusal | null {
  const stack = db.get('Cluster', cluster)?.cluster_stack ?? '';
  const needing = new Set(
    [...db.all('SM')].filter(([, sm]) => sm.required_cluster_stack.includes(stack)).map(([, sm]) => sm.type),
  );
  if (needing.size === 0) return null;
  const isUsed = (db.get('host', host)?.PBDs ?? []).some((pbd) => {
    const { currently_attached, SR } = db.row('PBD', pbd);
    return currently_attached && needing.has(db.get('SR', SR)?.type ?? '');
  });
  return isUsed ? ['CLUSTER_STACK_IN_USE', stack] : null;
}

/** xapi_cluster_host_helpers.ml get_operation_error, and what each call looks at next. */
export function memberRefusal(
  world: World,
  ref: Ref<'Cluster_host'>,
  op: MemberOperation,
  force = false,
): Refusal | null {
  const { db } = world;
  const member = need(db, 'Cluster_host', ref);
  for (const running of Object.values(member.current_operations)) {
    return ['OTHER_OPERATION_IN_PROGRESS', `Cluster_host.${running}`, ref];
  }
  if (op === 'enable') return null;
  if (op === 'destroy' && !force) {
    if (!member.enabled) return ['CLUSTERING_DISABLED', ref];
    if (db.get('Cluster', member.cluster)?.cluster_hosts.length === 1) return ['CLUSTER_HOST_IS_LAST', ref];
  }
  return inUse(world, member);
}

/** xapi_cluster_helpers.ml get_operation_error */
export function clusterRefusal({ db }: World, ref: Ref<'Cluster'>, op: ClusterOperation): Refusal | null {
  const cluster = need(db, 'Cluster', ref);
  for (const running of Object.values(cluster.current_operations)) {
    return ['OTHER_OPERATION_IN_PROGRESS', `Cluster.${running}`, ref];
  }
  const changesMembers = op !== 'enable' && op !== 'disable';
  return changesMembers && isUpgrading(thePool(db)[1]) ? ['NOT_SUPPORTED_DURING_UPGRADE'] : null;
}

export function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw new Fault(...refusal);
}

const CLUSTER_OPERATIONS: readonly ClusterOperation[] = ['add', 'remove', 'enable', 'disable', 'destroy'];
const MEMBER_OPERATIONS: readonly MemberOperation[] = ['enable', 'disable', 'destroy'];

defineComputed('Cluster', 'allowed_operations', (world, ref) =>
  CLUSTER_OPERATIONS.filter((op) => clusterRefusal(world, ref, op) === null),
);
defineComputed('Cluster_host', 'allowed_operations', (world, ref) =>
  MEMBER_OPERATIONS.filter((op) => memberRefusal(world, ref, op) === null),
);
