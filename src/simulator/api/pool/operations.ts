import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineComputed } from '../project';
import { thePool, type World } from '../world';

type PoolOperation = Enums['pool_allowed_operations'];
type Refusal = readonly [code: string, ...params: string[]];

/** While one of these runs nothing else on the pool may begin (xapi_pool_helpers.ml blocking_ops_table). */
const BLOCKING: readonly PoolOperation[] = [
  'ha_enable',
  'ha_disable',
  'cluster_create',
  'designate_new_master',
  'tls_verification_enable',
  'configure_repositories',
  'sync_updates',
  'sync_bundle',
  'apply_updates',
];
/** These wait for others to end (waiting_ops). */
const WAITING: readonly PoolOperation[] = [
  'cert_refresh',
  'exchange_certificates_on_join',
  'exchange_ca_certificates_on_join',
  'exchange_crls_on_join',
  'copy_primary_host_certs',
  'eject',
  'get_updates',
];
const ALL: readonly PoolOperation[] = [...BLOCKING, ...WAITING];

/** Whether the servers of the pool are being taken to a new version one by one (xapi: helpers.ml). */
export function isUpgrading(pool: Records['pool']): boolean {
  return pool.other_config['rolling_upgrade_in_progress'] !== undefined;
}

/** What high availability has to say: it holds on to the pool's servers and their coordinator. */
function haRefusal(pool: Records['pool'], op: PoolOperation): Refusal | null {
  if (!pool.ha_enabled) return op === 'ha_disable' ? ['HA_NOT_ENABLED'] : null;
  if (op === 'ha_enable' || op === 'eject' || op === 'designate_new_master' || op === 'tls_verification_enable')
    return ['HA_IS_ENABLED'];
  return op === 'cluster_create' ? ['INCOMPATIBLE_CLUSTER_STACK_ACTIVE', pool.ha_cluster_stack] : null;
}

/** xapi_pool_helpers.ml valid_operations and assert_operation_valid. */
function refusal({ db }: World, ref: Ref<'pool'>, pool: Records['pool'], op: PoolOperation): Refusal | null {
  if (pool.is_psr_pending) return ['POOL_SECRET_ROTATION_PENDING'];
  const running = Object.values(pool.current_operations);
  const blocking = BLOCKING.find((other) => running.includes(other));
  if (blocking !== undefined) return [`${blocking.toUpperCase()}_IN_PROGRESS`];
  for (const task in pool.current_operations) {
    return ['OTHER_OPERATION_IN_PROGRESS', 'pool', ref, pool.current_operations[task] ?? '', task];
  }
  if (op === 'cluster_create') {
    if (isUpgrading(pool)) return ['NOT_SUPPORTED_DURING_UPGRADE'];
    if (db.count('Cluster') > 0) return ['CLUSTER_ALREADY_EXISTS'];
  }
  return haRefusal(pool, op);
}

/** Refuses an operation on the pool that must not begin now. */
export function assertPoolOperation(world: World, op: PoolOperation): Ref<'pool'> {
  const [ref, pool] = thePool(world.db);
  const refused = refusal(world, ref, pool, op);
  if (refused !== null) throw new Fault(...refused);
  return ref;
}

defineComputed('pool', 'allowed_operations', (world, ref, pool) =>
  ALL.filter((op) => refusal(world, ref, pool, op) === null),
);
