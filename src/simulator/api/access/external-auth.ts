import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { postMessage } from '../message';
import { define } from '../registry';
import { revalidateSessions } from '../sessions';
import { coordinator, need, type Call, type World } from '../world';
import {
  accountOfSid,
  domainOf,
  findAccount,
  findUser,
  groupsOf,
  informationOf,
  joinedDomain,
  mayJoin,
  sidOf,
} from './directory';

type Config = Readonly<Record<string, string>>;

/** Why a server cannot join or leave; `tag` ends the error code (xapi: auth_signature.ml suffix_of_tag). */
interface Failure {
  readonly tag: string;
  readonly text: string;
}

/** Top-level domains that resolve nowhere (RFC 2606), and names that are none. */
const UNKNOWN_DOMAIN = /\.invalid$|^[^.]*$|[^a-z0-9.-]|^\.|\.\.|\.$/i;

/** The checks of the plug-in (extauth_plugin_ADpbis.ml on_enable). */
function joinFailure(world: World, config: Config, serviceName: string): Failure | null {
  const { user, pass, domain = serviceName } = config;
  if (user === undefined || pass === undefined) {
    return { tag: '', text: 'enable requires two config params: user and pass.' };
  }
  if (serviceName !== '' && domain.toLowerCase() !== serviceName.toLowerCase()) {
    return { tag: '', text: 'if present, config:domain must match service-name.' };
  }
  if (UNKNOWN_DOMAIN.test(domain)) {
    return { tag: '_DOMAIN_LOOKUP_FAILED', text: `The domain ${domain} cannot be found` };
  }
  return credentialsFailure(world, domain, user, pass);
}

function credentialsFailure(world: World, dns: string, user: string, pass: string): Failure | null {
  const domain = domainOf(world, dns);
  const account = findUser(domain, user);
  if (account?.password !== pass) {
    return { tag: '_WRONG_CREDENTIALS', text: `The domain ${dns} does not accept the password of ${user}` };
  }
  if (mayJoin(domain, account)) return null;
  return { tag: '_PERMISSION_DENIED', text: `${user} may not change which servers belong to ${dns}` };
}

/** Password and user leave no trace (xapi: the plug-in filters what is for one time). */
function join({ db }: World, host: Ref<'host'>, config: Config, serviceName: string): void {
  const { user = '', domain = serviceName } = config;
  db.update('host', host, {
    external_auth_type: 'AD',
    external_auth_service_name: domain,
    external_auth_configuration: { domain, user },
  });
}

/** AUTH_UNKNOWN_TYPE comes after the check that nothing is enabled (xapi_host.ml enable_external_auth). */
function requireKnownType(type: string): void {
  if (type !== 'AD') throw new Fault('AUTH_UNKNOWN_TYPE', type === '' ? 'Unknown' : type);
}

function leaveFailure(world: World, host: Ref<'host'>, { user, pass }: Config): Failure | null {
  if (user === undefined || pass === undefined) return null;
  return credentialsFailure(world, world.db.row('host', host).external_auth_service_name, user, pass);
}

function leave({ db }: World, host: Ref<'host'>): void {
  db.update('host', host, {
    external_auth_type: '',
    external_auth_service_name: '',
    external_auth_configuration: {},
  });
}

function isJoined({ db }: World, host: Ref<'host'>): boolean {
  return need(db, 'host', host).external_auth_type !== '';
}

/** The coordinator first, as xapi goes through a pool (xapi_pool_helpers.ml get_master_slaves_list). */
function hostsInOrder({ db }: World): readonly Ref<'host'>[] {
  const first = coordinator(db);
  return [first, ...db.refs('host').filter((host) => host !== first)];
}

function setLdaps({ db }: World, host: Ref<'host'>, ldaps: boolean): void {
  const { external_auth_configuration } = db.row('host', host);
  db.update('host', host, { external_auth_configuration: { ...external_auth_configuration, ldaps: String(ldaps) } });
}

/** An alert for each server whose directory is not the coordinator's (xapi_pool.ml). */
function reportDifferences(world: World): void {
  const { db } = world;
  const [first, ...others] = hostsInOrder(world).map((host) => db.row('host', host));
  if (first === undefined) return;
  for (const host of others) {
    const isSame =
      host.external_auth_type === first.external_auth_type &&
      host.external_auth_service_name === first.external_auth_service_name;
    if (isSame) continue;
    const body = [
      `host_external_auth_type=${host.external_auth_type}`,
      `host_external_auth_service_name=${host.external_auth_service_name}`,
      `master_external_auth_type=${first.external_auth_type}`,
      `master_external_auth_service_name=${first.external_auth_service_name}`,
    ].join(', ');
    postMessage(world, { name: 'EXTAUTH_IN_POOL_IS_NON_HOMOGENEOUS', cls: 'Host', obj_uuid: host.uuid, body });
  }
}

function changeAll(call: Call, body: () => void): void {
  call.db.transaction(body);
  revalidateSessions(call.world);
}

define({
  'host.enable_external_auth': (call, host, config, serviceName, type) => {
    const { world, db } = call;
    const { external_auth_type, external_auth_service_name } = need(db, 'host', host);
    if (external_auth_type !== '') {
      throw new Fault('AUTH_ALREADY_ENABLED', external_auth_type, external_auth_service_name);
    }
    requireKnownType(type);
    const failure = joinFailure(world, config, serviceName);
    if (failure !== null) throw new Fault(`AUTH_ENABLE_FAILED${failure.tag}`, failure.text);
    db.transaction(() => join(world, host, config, serviceName));
  },
  'host.disable_external_auth': (call, host, config) => {
    const { world } = call;
    if (!isJoined(world, host)) return;
    const failure = leaveFailure(world, host, config);
    changeAll(call, () => leave(world, host));
    // The server is out of the domain on its own side; its machine account is what could not be removed.
    if (failure !== null) throw new Fault(`AUTH_DISABLE_FAILED${failure.tag}`, failure.text);
  },
  'host.external_auth_set_ldaps': (call, host, ldaps) => {
    if (!isJoined(call.world, host)) throw new Fault('AUTH_IS_DISABLED');
    call.db.transaction(() => setLdaps(call.world, host, ldaps));
  },

  'pool.enable_external_auth': (call, pool, config, serviceName, type) => {
    const { world, db } = call;
    need(db, 'pool', pool);
    const hosts = hostsInOrder(world);
    const joined = hosts.find((host) => isJoined(world, host));
    if (joined !== undefined) throw new Fault('POOL_AUTH_ALREADY_ENABLED', joined);
    requireKnownType(type);
    const failure = joinFailure(world, config, serviceName);
    if (failure !== null) throw new Fault(`POOL_AUTH_ENABLE_FAILED${failure.tag}`, hosts[0] ?? '', failure.text);
    db.transaction(() => hosts.forEach((host) => join(world, host, config, serviceName)));
  },
  'pool.disable_external_auth': (call, pool, config) => {
    const { world } = call;
    need(call.db, 'pool', pool);
    const hosts = hostsInOrder(world).filter((host) => isJoined(world, host));
    const failures = hosts.map((host) => ({ host, failure: leaveFailure(world, host, config) }));
    changeAll(call, () => hosts.forEach((host) => leave(world, host)));
    const failed = failures.find(({ failure }) => failure !== null);
    if (failed?.failure == null) return;
    throw new Fault(`POOL_AUTH_DISABLE_FAILED${failed.failure.tag}`, failed.host, failed.failure.text);
  },
  'pool.external_auth_set_ldaps': (call, pool, ldaps) => {
    const { world } = call;
    need(call.db, 'pool', pool);
    const hosts = hostsInOrder(world);
    if (!hosts.every((host) => isJoined(world, host))) throw new Fault('AUTH_IS_DISABLED');
    call.db.transaction(() => hosts.forEach((host) => setLdaps(world, host, ldaps)));
  },
  'pool.detect_nonhomogeneous_external_auth': (call, pool) => {
    need(call.db, 'pool', pool);
    call.db.transaction(() => reportDifferences(call.world));
  },

  'auth.get_subject_identifier': ({ world }, name) => {
    const domain = joinedDomain(world);
    const account = findAccount(domain, name);
    if (account === undefined) throw new Fault('SUBJECT_CANNOT_BE_RESOLVED');
    return sidOf(domain, account);
  },
  'auth.get_subject_information_from_identifier': ({ world }, sid) => subjectInformation(world, sid),
  'auth.get_group_membership': ({ world }, sid) => {
    const domain = joinedDomain(world);
    const account = accountOfSid(domain, sid);
    if (account === undefined) throw new Fault('SUBJECT_CANNOT_BE_RESOLVED');
    return groupsOf(domain, account).map((group) => sidOf(domain, group));
  },
});

/** What the directory says about a SID. AUTH_IS_DISABLED, SUBJECT_CANNOT_BE_RESOLVED. */
export function subjectInformation(world: World, sid: string): Readonly<Record<string, string>> {
  const domain = joinedDomain(world);
  const account = accountOfSid(domain, sid);
  if (account === undefined) throw new Fault('SUBJECT_CANNOT_BE_RESOLVED');
  return informationOf(domain, account);
}
