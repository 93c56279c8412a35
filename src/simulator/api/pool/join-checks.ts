import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { Fault } from '../fault';
import { EDITIONS, isEdition } from '../licence/editions';
import { isLicensed } from '../licence/features';
import { coordinator, thePool, type World } from '../world';

/** One of the two sides of a join: a pool, and the server that speaks for it. */
interface Side {
  readonly world: World;
  readonly db: Database;
  readonly pool: Records['pool'];
  readonly ref: Ref<'host'>;
  readonly host: Records['host'];
}

type Refusal = readonly [code: string, ...params: string[]];
/** @param here the server that wants to join @param there the pool */
type Check = (here: Side, there: Side) => Refusal | null | false;

export function sideOf(world: World): Side {
  const { db } = world;
  const ref = coordinator(db);
  return { world, db, pool: thePool(db)[1], ref, host: db.row('host', ref) };
}

/** Pools without a licence for more have at most so many servers (xapi_globs.ml restricted_pool_size). */
const RESTRICTED_POOL_SIZE = 3;

export function managementPif({ db, host }: Side): Records['PIF'] | undefined {
  return host.PIFs.map((pif) => db.row('PIF', pif)).find((pif) => pif.management);
}

function guests({ db }: Side): Records['VM'][] {
  return [...db.all('VM')].map(([, vm]) => vm).filter((vm) => !vm.is_control_domain);
}

const notAllowed = (why: string): Refusal => ['OPERATION_NOT_ALLOWED', why];

function brand({ host }: Side): string {
  return host.software_version['product_brand'] ?? host.software_version['platform_name'] ?? '';
}

/** A cluster that servers join by themselves needs exactly one address of the newcomer on its network. */
function clusterNetworkRefusal(here: Side, { db }: Side): Refusal | null {
  const member = db.first('Cluster_host');
  const row = member === undefined ? undefined : db.row('Cluster_host', member);
  const pif = row === undefined ? undefined : db.get('PIF', row.PIF);
  if (row === undefined || pif === undefined || db.get('Cluster', row.cluster)?.pool_auto_join !== true) return null;
  if (pif.VLAN > 0 && !pif.management) {
    return ['POOL_JOINING_POOL_CANNOT_ENABLE_CLUSTERING_ON_VLAN_NETWORK', String(pif.VLAN)];
  }
  const carriers = pif.bond_master_of.flatMap((bond) => db.row('Bond', bond).slaves.map((one) => db.row('PIF', one)));
  const bridges = (carriers.length > 0 ? carriers : [pif]).map(({ network }) => db.get('network', network)?.bridge);
  const addressed = here.host.PIFs.map((one) => here.db.row('PIF', one)).filter(
    ({ network, IP }) => IP !== '' && bridges.includes(here.db.get('network', network)?.bridge),
  );
  return addressed.length === 1 ? null : ['POOL_JOINING_HOST_MUST_HAVE_ONLY_ONE_IP_ON_CLUSTERING_NETWORK'];
}

function editionRefusal(here: Side, there: Side): Refusal | null {
  const mine = here.host.edition;
  const theirs = [...there.db.all('host')].map(([, host]) => host.edition);
  if (theirs.every((edition) => edition === mine)) return null;
  const unknown = theirs.find((edition) => !isEdition(edition));
  if (unknown !== undefined) {
    return ['LICENSE_HOST_POOL_MISMATCH', `Edition "${unknown}" from pool is not known to v6d.`];
  }
  const order = (edition: string): number => (isEdition(edition) ? EDITIONS[edition].order : -1);
  const weakest = theirs.reduce((least, edition) => (order(edition) < order(least) ? edition : least));
  if (order(weakest) === order(mine)) return null;
  return ['LICENSE_HOST_POOL_MISMATCH', `host edition = "${mine}"`, `pool edition = "${weakest}"`];
}

function controllerOf({ db }: Side): string | null {
  const ref = db.first('SDN_controller');
  if (ref === undefined) return null;
  const { protocol, address, port } = db.row('SDN_controller', ref);
  return `${protocol} ${address} ${port}`;
}

function vswitchRefusal(here: Side, there: Side): Refusal | null {
  const backend = ({ host }: Side): string => host.software_version['network_backend'] ?? 'bridge';
  if (backend(here) !== backend(there)) return notAllowed('Network backends differ');
  const mine = backend(here) === 'openvswitch' ? controllerOf(here) : null;
  return mine !== null && mine !== controllerOf(there) ? notAllowed('SDN controller differs') : null;
}

function versionRefusal(here: Side, there: Side): Refusal | null {
  const api = ({ host }: Side): string => `${host.API_version_major}.${host.API_version_minor}`;
  const schema = ({ host }: Side): string => host.software_version['db_schema'] ?? '';
  if (api(here) !== api(there)) return ['POOL_JOINING_HOST_MUST_HAVE_SAME_API_VERSION', api(here), api(there)];
  if (schema(here) === schema(there)) return null;
  return ['POOL_JOINING_HOST_MUST_HAVE_SAME_DB_SCHEMA', schema(here), schema(there)];
}

function updatesOf({ db, host }: Side): string {
  const updates = host.updates.map((update) => db.row('pool_update', update));
  return updates
    .flatMap(({ uuid, enforce_homogeneity }) => (enforce_homogeneity ? [uuid] : []))
    .sort()
    .join();
}

function nbdPurpose({ db }: Side): string | undefined {
  return [...db.all('network')].flatMap(([, network]) => network.purpose)[0];
}

function authorities({ db }: Side): ReadonlyMap<string, string> {
  const rows = [...db.all('Certificate')].map(([, certificate]) => certificate);
  return new Map(rows.filter(({ type }) => type === 'ca').map((row) => [row.name, row.fingerprint_sha256]));
}

function authorityRefusal(here: Side, there: Side): Refusal | null {
  const mine = authorities(here);
  const names = [...authorities(there)].filter(([name, print]) => mine.has(name) && mine.get(name) !== print);
  return names.length === 0 ? null : ['POOL_JOINING_HOST_CA_CERTIFICATES_CONFLICT', ...names.map(([name]) => name)];
}

/** The newcomer's storage manager offers at least what the pool's does. */
function storageRefusal({ db }: Side, there: Side): Refusal | null {
  for (const [ref, plugin] of there.db.all('SM')) {
    const own = [...db.all('SM')].find(([, candidate]) => candidate.type === plugin.type);
    if (own === undefined) return ['POOL_JOINING_SM_FEATURES_INCOMPATIBLE', ref, ''];
    const { features } = own[1];
    const isLess = Object.entries(plugin.features).some(([feature, version]) => (features[feature] ?? 0) < version);
    if (isLess) return ['POOL_JOINING_SM_FEATURES_INCOMPATIBLE', ref, own[0]];
  }
  return null;
}

const isUpdating = ({ pool }: Side): boolean => Object.values(pool.current_operations).includes('apply_updates');

/** In the order of xapi_pool.ml pre_join_checks. */
const CHECKS: readonly Check[] = [
  (here, { db }) =>
    !isLicensed(here.db, 'Pool_size') &&
    db.count('host') >= RESTRICTED_POOL_SIZE && ['LICENCE_RESTRICTION', 'Pool_size'],
  (here) => managementPif(here) === undefined && ['HOST_STILL_BOOTING'],
  ({ pool }) => pool.ha_enabled && ['HA_IS_ENABLED'],
  ({ db, ref }) => {
    const own = [...db.all('Cluster_host')].find(([, member]) => member.host === ref && member.enabled);
    return own !== undefined && ['CLUSTERING_ENABLED', own[0]];
  },
  clusterNetworkRefusal,
  (_here, { pool }) => pool.ha_enabled && ['HA_IS_ENABLED'],
  (here, there) =>
    here.host.uuid === there.host.uuid &&
    notAllowed(here.db.count('host') > 1 ? 'Host is already part of a pool' : 'Host cannot become slave of itself'),
  ({ db }) => db.count('host') > 1 && ['JOINING_HOST_CANNOT_BE_MASTER_OF_OTHER_HOSTS'],
  (here) => guests(here).some((vm) => vm.power_state === 'Running') && ['JOINING_HOST_CANNOT_HAVE_RUNNING_VMS'],
  ({ db }) =>
    [...db.all('VM')].some(([, vm]) => Object.keys(vm.current_operations).length > 0) && [
      'JOINING_HOST_CANNOT_HAVE_VMS_WITH_CURRENT_OPERATIONS',
    ],
  ({ host, ref }) => host.pending_guidances.length > 0 && ['HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY', ref],
  (_here, { host, ref }) => host.pending_guidances.length > 0 && ['HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY', ref],
  (here, there) =>
    (brand(here) !== brand(there) ||
      here.host.software_version['platform_version'] !== there.host.software_version['platform_version']) && [
      'HOSTS_NOT_COMPATIBLE',
    ],
];

/** Left out by `pool.join_force`. */
const HOMOGENEITY: Check = (here, there) => {
  const version = ({ host }: Side): string => host.software_version['xapi'] ?? '';
  if (version(here) !== version(there)) return ['HOSTS_NOT_HOMOGENEOUS', 'Software version differs'];
  const vendor = there.pool.cpu_info['vendor'] ?? there.host.cpu_info['vendor'];
  return here.host.cpu_info['vendor'] !== vendor && ['HOSTS_NOT_HOMOGENEOUS', 'CPUs differ'];
};

const LATER_CHECKS: readonly Check[] = [
  ({ db }) =>
    [...db.all('SR')].some(([, sr]) => sr.shared && !sr.is_tools_sr) && ['JOINING_HOST_CANNOT_CONTAIN_SHARED_SRS'],
  ({ db }) => db.count('Bond') > 0 && ['POOL_JOINING_HOST_HAS_BONDS'],
  ({ db }) => db.count('tunnel') > 0 && ['POOL_JOINING_HOST_HAS_TUNNELS'],
  ({ db }) => db.count('network_sriov') > 0 && ['POOL_JOINING_HOST_HAS_NETWORK_SRIOVS'],
  ({ db }) =>
    [...db.all('VLAN')].some(([, vlan]) => db.get('PIF', vlan.untagged_PIF)?.management !== true) && [
      'POOL_JOINING_HOST_HAS_NON_MANAGEMENT_VLANS',
    ],
  (here, there) => {
    const tag = (side: Side): string => String(managementPif(side)?.VLAN ?? -1);
    return tag(here) !== tag(there) && ['POOL_JOINING_HOST_MANAGEMENT_VLAN_DOES_NOT_MATCH', tag(here), tag(there)];
  },
  (here, there) =>
    (here.host.external_auth_type !== there.host.external_auth_type ||
      here.host.external_auth_service_name.toLowerCase() !== there.host.external_auth_service_name.toLowerCase()) && [
      'POOL_JOINING_EXTERNAL_AUTH_MISMATCH',
    ],
  editionRefusal,
  vswitchRefusal,
  versionRefusal,
  (here, there) =>
    updatesOf(here) !== updatesOf(there) && [
      'HOSTS_NOT_HOMOGENEOUS',
      `Updates on local host ${here.host.name_label} and pool host ${there.host.name_label} differ`,
    ],
  (here, there) =>
    managementPif(here)?.primary_address_type !== managementPif(there)?.primary_address_type &&
    notAllowed('Primary address type differs'),
  (here, there) => {
    const [mine, theirs] = [nbdPurpose(here), nbdPurpose(there)];
    const differ = mine !== undefined && theirs !== undefined && mine !== theirs;
    return differ && notAllowed('Incompatible network purposes: nbd and insecure_nbd');
  },
  (here, there) =>
    here.pool.tls_verification_enabled !== there.pool.tls_verification_enabled && [
      'POOL_JOINING_HOST_TLS_VERIFICATION_MISMATCH',
    ],
  authorityRefusal,
  (here, there) => (isUpdating(here) || isUpdating(there)) && ['NOT_SUPPORTED_DURING_UPGRADE'],
  storageRefusal,
];

/** Refuses a server that cannot become a member of a pool as both are now. */
export function assertCanJoin(joiner: World, pool: World, force: boolean): void {
  const here = sideOf(joiner);
  const there = sideOf(pool);
  for (const check of [...CHECKS, ...(force ? [] : [HOMOGENEITY]), ...LATER_CHECKS]) {
    const refusal = check(here, there);
    if (refusal !== null && refusal !== false) throw new Fault(...refusal);
  }
}

export function isManagementVlan(pif: Records['PIF']): boolean {
  return pif.management && !isNullRef(pif.VLAN_master_of);
}
