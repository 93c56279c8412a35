import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { defineComputed } from '../project';

type PoolOperation = Enums['pool_allowed_operations'];

/** While one of these runs nothing else on the pool may begin (xapi_pool_helpers.ml blocking_ops). */
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

function allowed(pool: Records['pool']): readonly PoolOperation[] {
  for (const _ in pool.current_operations) return [];
  return ALL.filter((op) => op !== (pool.ha_enabled ? 'ha_enable' : 'ha_disable'));
}

defineComputed('pool', (_world, _ref, pool) => ({ allowed_operations: allowed(pool) }));
