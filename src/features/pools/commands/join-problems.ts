import type { Records } from '../../../xapi/datamodel/types.gen';
import type { StepFix } from '../../commands';
import type { ObjectId } from '../../navigation';
import { labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

const words = texts.problems;

export interface JoinProblem {
  readonly text: string;
  readonly fix?: StepFix;
  /** Left out by `pool.join_force`. */
  readonly yields?: true;
}

/** A pool, and the server that speaks for it. */
interface Side {
  readonly id: string;
  readonly inventory: Inventory;
  readonly poolRef: string;
  readonly pool: Records['pool'];
  readonly hostRef: string;
  readonly host: Records['host'];
}

/** @param here the server that wants to join @param there the pool */
type Check = (here: Side, there: Side) => readonly JoinProblem[];

const is = (holds: boolean, text: string, fix?: StepFix): readonly JoinProblem[] =>
  holds ? [{ text, ...(fix && { fix }) }] : [];

const LARGEST_WITHOUT_LICENCE = 3;

export function sideOf(id: string, inventory: Inventory): Side | null {
  const [poolRef, pool] = only(inventory, 'pool') ?? [];
  const host = pool && row(inventory, 'host', pool.master);
  return pool && host && poolRef !== undefined ? { id, inventory, poolRef, pool, hostRef: pool.master, host } : null;
}

const on = ({ id }: Side, cls: ObjectId['class'], ref: string): ObjectId => ({ connection: id, class: cls, ref });

function managementOf({ inventory, hostRef }: Side): Records['PIF'] | undefined {
  return [...rows(inventory, 'PIF').values()].find((pif) => pif.management && pif.host === hostRef);
}

const software = (name: string) => (side: Side) => side.host.software_version[name] ?? '';
const brand = (side: Side): string => software('product_brand')(side) || software('platform_name')(side);

function runningProblems(here: Side): readonly JoinProblem[] {
  const running = [...rows(here.inventory, 'VM')].filter(
    ([, vm]) => vm.power_state === 'Running' && !vm.is_control_domain && !vm.is_a_snapshot,
  );
  const objects = running.map(([ref]) => on(here, 'VM', ref));
  const undo = { command: 'vm.start' };
  const fix = { label: texts.fixes.shutDown, command: 'vm.shutdown', objects, undo };
  return is(running.length > 0, words.running(running.length), fix);
}

function storageProblems(here: Side): readonly JoinProblem[] {
  return [...rows(here.inventory, 'SR')]
    .filter(([, sr]) => sr.shared && !sr.is_tools_sr)
    .map(([ref, sr]) => {
      const isAttached = sr.PBDs.some((pbd) => row(here.inventory, 'PBD', pbd)?.currently_attached);
      const objects = [on(here, 'SR', ref)];
      const fix = isAttached
        ? { label: texts.fixes.detach, command: 'sr.detach', objects, undo: { command: 'sr.repair' } }
        : { label: texts.fixes.forget, command: 'sr.forget', objects };
      return { text: words.sharedStorage(labelOr(sr.name_label)), fix };
    });
}

function vlanProblems(here: Side): readonly JoinProblem[] {
  return [...rows(here.inventory, 'VLAN').values()].flatMap(({ untagged_PIF: above }) => {
    const pif = row(here.inventory, 'PIF', above);
    if (!pif || pif.management) return [];
    const name = labelOr(row(here.inventory, 'network', pif.network)?.name_label ?? '');
    const objects = [on(here, 'network', pif.network)];
    return [{ text: words.vlan(name), fix: { label: texts.fixes.removeNetwork, command: 'network.remove', objects } }];
  });
}

function directoryProblems(here: Side, there: Side): readonly JoinProblem[] {
  const name = ({ host }: Side): string => (host.external_auth_type === '' ? '' : host.external_auth_service_name);
  const [mine, theirs] = [name(here).toLowerCase(), name(there).toLowerCase()];
  if (mine === theirs) return [];
  const objects = [on(here, 'pool', here.poolRef)];
  const fix =
    mine === ''
      ? { label: texts.fixes.join, command: 'pool.joinDirectory', objects }
      : { label: texts.fixes.leave, command: 'pool.leaveDirectory', objects };
  return [{ text: words.directory(mine || words.noDirectory, theirs || words.noDirectory), fix }];
}

function editionProblems(here: Side, there: Side): readonly JoinProblem[] {
  const theirs = [...rows(there.inventory, 'host').values()].map(({ edition }) => edition);
  const other = theirs.find((edition) => edition !== here.host.edition);
  if (other === undefined) return [];
  const objects = [on(here, 'host', here.hostRef)];
  const { edition, license_server } = here.host;
  const { address = '', port = '27000' } = license_server;
  const undo = { command: 'host.licence', input: { edition, address, port } };
  const fix = { label: texts.fixes.licence, command: 'host.licence', objects, undo };
  return [{ text: words.edition(here.host.edition, other), fix }];
}

function driverProblems(here: Side, there: Side): readonly JoinProblem[] {
  const own = new Map([...rows(here.inventory, 'SM').values()].map((driver) => [driver.type, driver.features]));
  return [...rows(there.inventory, 'SM').values()]
    .filter(({ type, features }) => {
      const mine = own.get(type);
      return mine === undefined || Object.entries(features).some(([name, version]) => (mine[name] ?? 0) < version);
    })
    .map(({ type }) => ({ text: words.drivers(type) }));
}

function authorityProblems(here: Side, there: Side): readonly JoinProblem[] {
  const trusted = ({ inventory }: Side): ReadonlyMap<string, string> =>
    new Map(
      [...rows(inventory, 'Certificate').values()]
        .filter(({ type }) => type === 'ca')
        .map((each) => [each.name, each.fingerprint_sha256]),
    );
  const mine = trusted(here);
  const names = [...trusted(there)].filter(([name, print]) => mine.has(name) && mine.get(name) !== print);
  return is(names.length > 0, words.authorities(names.map(([name]) => name).join(', ')));
}

function homogeneousUpdates({ inventory, host }: Side): string {
  const updates = host.updates.flatMap((ref) => row(inventory, 'pool_update', ref) ?? []);
  return updates
    .flatMap(({ uuid, enforce_homogeneity: isEnforced }) => (isEnforced ? [uuid] : []))
    .sort()
    .join();
}

const purposeOf = ({ inventory }: Side): string | undefined =>
  [...rows(inventory, 'network').values()].flatMap(({ purpose }) => purpose)[0];

function versionProblems(here: Side, there: Side): readonly JoinProblem[] {
  const platform = software('platform_version');
  if (brand(here) !== brand(there) || platform(here) !== platform(there))
    return [{ text: words.version(`${brand(here)} ${platform(here)}`, `${brand(there)} ${platform(there)}`) }];
  const toolstack = software('xapi');
  return toolstack(here) === toolstack(there) ? [] : [{ text: words.toolstack, yields: true }];
}

function processorProblems(here: Side, there: Side): readonly JoinProblem[] {
  const mine = here.host.cpu_info['vendor'] ?? '';
  const theirs = there.pool.cpu_info['vendor'] ?? there.host.cpu_info['vendor'] ?? '';
  return mine === theirs ? [] : [{ text: words.processors(mine, theirs), yields: true }];
}

const api = ({ host }: Side): string => `${host.API_version_major}.${host.API_version_minor}`;

/** What the toolstack checks before a server joins, in its order (xapi_pool.ml pre_join_checks); here all of it at once. */
const CHECKS: readonly Check[] = [
  (here) => is(here.pool.restrictions['restrict_pooling'] === 'true', texts.reasons.licence),
  (here, there) =>
    is(
      here.pool.restrictions['restrict_pool_size'] === 'true' &&
        rows(there.inventory, 'host').size >= LARGEST_WITHOUT_LICENCE,
      texts.reasons.size,
    ),
  (here) => is(here.pool.ha_enabled, words.haHere),
  (here) =>
    is(
      [...rows(here.inventory, 'Cluster_host').values()].some(({ enabled }) => enabled),
      words.clustered,
    ),
  (_here, there) => is(there.pool.ha_enabled, words.haThere),
  (here) => is(rows(here.inventory, 'host').size > 1, words.hasMembers),
  runningProblems,
  (here) =>
    is(
      [...rows(here.inventory, 'VM').values()].some((vm) => Object.keys(vm.current_operations).length > 0),
      words.busyVms,
    ),
  (here) =>
    is(here.host.pending_guidances.length > 0, words.guidanceHere, {
      label: texts.fixes.reboot,
      command: 'host.reboot',
      objects: [on(here, 'host', here.hostRef)],
    }),
  (_here, there) => is(there.host.pending_guidances.length > 0, words.guidanceThere),
  versionProblems,
  processorProblems,
  storageProblems,
  (here) => is(rows(here.inventory, 'Bond').size > 0, words.bonds),
  (here) => is(rows(here.inventory, 'tunnel').size > 0, words.tunnels),
  (here) => is(rows(here.inventory, 'network_sriov').size > 0, words.sriov),
  vlanProblems,
  (here, there) => is((managementOf(here)?.VLAN ?? -1) !== (managementOf(there)?.VLAN ?? -1), words.managementVlan),
  directoryProblems,
  editionProblems,
  (here, there) => is(software('network_backend')(here) !== software('network_backend')(there), words.backend),
  (here, there) =>
    is(api(here) !== api(there) || software('db_schema')(here) !== software('db_schema')(there), words.schema),
  (here, there) => is(homogeneousUpdates(here) !== homogeneousUpdates(there), words.updates),
  (here, there) =>
    is(managementOf(here)?.primary_address_type !== managementOf(there)?.primary_address_type, words.addressType),
  (here, there) => {
    const [mine, theirs] = [purposeOf(here), purposeOf(there)];
    return is(mine !== undefined && theirs !== undefined && mine !== theirs, words.nbd);
  },
  (here, there) => is(here.pool.tls_verification_enabled !== there.pool.tls_verification_enabled, words.tls),
  authorityProblems,
  (here, there) =>
    is(
      [here, there].some(({ pool }) => Object.values(pool.current_operations).includes('apply_updates')),
      words.updating,
    ),
  driverProblems,
];

/** Everything that keeps a server from joining a pool, each with its remedy where there is one to click. */
export function joinProblems(here: Side, there: Side, isForced: boolean): readonly JoinProblem[] {
  const all = CHECKS.flatMap((check) => check(here, there));
  return isForced ? all.filter(({ yields }) => yields !== true) : all;
}
