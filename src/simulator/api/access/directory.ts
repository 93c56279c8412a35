import { hashText } from '../../engine/hash';
import { Fault } from '../fault';
import { coordinator, type World } from '../world';

/** A person or a group of the directory. */
interface Account {
  readonly name: string;
  /** The last part of the SID. */
  readonly rid: number;
  /** Names of the groups that it belongs to directly. */
  readonly groups: readonly string[];
}

export interface DirectoryUser extends Account {
  readonly displayName: string;
  readonly password: string;
  readonly isDisabled?: boolean;
  readonly isExpired?: boolean;
  readonly isPasswordExpired?: boolean;
}

export type DirectoryGroup = Account;

/** An Active Directory as data. It answers for whichever domain a pool joins. */
export interface Directory {
  readonly users: readonly DirectoryUser[];
  readonly groups: readonly DirectoryGroup[];
}

/** Members of this group may let servers join the domain. */
const DOMAIN_ADMINS = 'Domain Admins';
const DOMAIN_USERS = 'Domain Users';

/**
 * The directory of worlds that bring none of their own: every password is `password`, as root's is; `administrator`
 * may let servers join; `dave` is disabled, the password of `erin` has expired.
 */
const DEFAULT: Directory = {
  users: [
    user('administrator', 500, 'Administrator', [DOMAIN_ADMINS]),
    user('alice', 1104, 'Alice Archer', ['Virtualization Operators']),
    user('bob', 1105, 'Bob Baker', ['Help Desk']),
    user('carol', 1106, 'Carol Cook', []),
    { ...user('dave', 1107, 'Dave Draper', ['Help Desk']), isDisabled: true },
    { ...user('erin', 1108, 'Erin Eaton', ['Help Desk']), isPasswordExpired: true },
  ],
  groups: [
    { name: DOMAIN_ADMINS, rid: 512, groups: ['Virtualization Team'] },
    { name: DOMAIN_USERS, rid: 513, groups: [] },
    { name: 'Virtualization Team', rid: 1201, groups: [] },
    { name: 'Virtualization Operators', rid: 1202, groups: ['Virtualization Team'] },
    { name: 'Help Desk', rid: 1203, groups: [] },
  ],
};

function user(name: string, rid: number, displayName: string, groups: readonly string[]): DirectoryUser {
  return { name, rid, displayName, groups: [DOMAIN_USERS, ...groups], password: 'password' };
}

/** Key of the annex of a world that has a directory of its own. */
export const DIRECTORY = 'directory';

function directoryOf({ engine }: World): Directory {
  return (engine.annex[DIRECTORY] ?? DEFAULT) as unknown as Directory;
}

/** A joined domain, as the coordinator knows it. AUTH_IS_DISABLED when the pool has joined none. */
export interface Domain {
  readonly dns: string;
  readonly directory: Directory;
}

export function joinedDomain(world: World): Domain {
  const { external_auth_type, external_auth_service_name } = world.db.row('host', coordinator(world.db));
  if (external_auth_type === '') throw new Fault('AUTH_IS_DISABLED');
  return domainOf(world, external_auth_service_name);
}

export function domainOf(world: World, dns: string): Domain {
  return { dns: dns.toLowerCase(), directory: directoryOf(world) };
}

/** The name before the first dot, as Windows writes it before a backslash. */
function netbiosName({ dns }: Domain): string {
  return (dns.split('.')[0] ?? dns).toUpperCase().slice(0, 15);
}

export function sidOf(domain: Domain, { rid }: Account): string {
  const [a, b, c] = hashText(domain.dns);
  return `S-1-5-21-${a}-${b}-${c}-${rid}`;
}

/** The name without a domain that is this one; null when it names another. */
function plainName(domain: Domain, given: string): string | null {
  const [, prefix, name = given] = /^([^\\]*)\\(.*)$/.exec(given) ?? [];
  const [, plain = name, suffix] = prefix === undefined ? (/^(.*)@([^@]*)$/.exec(given) ?? []) : [];
  const wanted = (prefix ?? suffix)?.toLowerCase();
  const isHere = wanted === undefined || wanted === domain.dns || wanted === netbiosName(domain).toLowerCase();
  return isHere ? plain.toLowerCase() : null;
}

function named<A extends Account>(accounts: readonly A[], name: string | null): A | undefined {
  return accounts.find((account) => account.name.toLowerCase() === name);
}

/** The user who is meant by `alice`, `DOMAIN\alice` or `alice@domain.example`. */
export function findUser(domain: Domain, given: string): DirectoryUser | undefined {
  return named(domain.directory.users, plainName(domain, given));
}

/** A user or a group by its name; users first. */
export function findAccount(domain: Domain, given: string): DirectoryUser | DirectoryGroup | undefined {
  return findUser(domain, given) ?? named(domain.directory.groups, plainName(domain, given));
}

export function accountOfSid(domain: Domain, sid: string): DirectoryUser | DirectoryGroup | undefined {
  const { users, groups } = domain.directory;
  return [...users, ...groups].find((account) => sidOf(domain, account) === sid);
}

/** All groups of a user, those of the groups too. For a group there are none (xapi: extauth_plugin_ADpbis.ml). */
export function groupsOf({ directory }: Domain, account: DirectoryUser | DirectoryGroup): readonly DirectoryGroup[] {
  const found = new Set<DirectoryGroup>();
  const follow = (names: readonly string[]): void => {
    for (const group of directory.groups) {
      if (!names.includes(group.name) || found.has(group)) continue;
      found.add(group);
      follow(group.groups);
    }
  };
  if (isUser(account)) follow(account.groups);
  return [...found];
}

export function isUser(account: DirectoryUser | DirectoryGroup): account is DirectoryUser {
  return 'password' in account;
}

/** Disabled, expired or locked accounts may not log in (xapi_session.ml is_subject_suspended). */
export function isSuspended(account: DirectoryUser): boolean {
  return account.isDisabled === true || account.isExpired === true || account.isPasswordExpired === true;
}

/** Whether somebody may let servers join the domain. */
export function mayJoin(domain: Domain, account: DirectoryUser): boolean {
  return groupsOf(domain, account).some(({ name }) => name === DOMAIN_ADMINS);
}

/** How Windows writes an account. */
export function accountName(domain: Domain, { name }: Account): string {
  return `${netbiosName(domain)}\\${name}`;
}

/** POSIX numbers start here, as winbind's do by default. */
const FIRST_ID = 2_000_000;

/** What the pool keeps about an account, in the order of extauth_plugin_ADpbis.ml query_subject_information. */
export function informationOf(
  domain: Domain,
  account: DirectoryUser | DirectoryGroup,
): Readonly<Record<string, string>> {
  const name = accountName(domain, account);
  const sid = sidOf(domain, account);
  const id = String(FIRST_ID + account.rid);
  if (!isUser(account)) {
    return { 'subject-name': name, 'subject-gid': id, 'subject-sid': sid, 'subject-is-group': 'true' };
  }
  const usersGroup = named(domain.directory.groups, DOMAIN_USERS.toLowerCase());
  return {
    'subject-name': name,
    'subject-upn': `${account.name}@${domain.dns}`,
    'subject-uid': id,
    'subject-gid': String(FIRST_ID + (usersGroup?.rid ?? 0)),
    'subject-sid': sid,
    'subject-gecos': account.displayName,
    'subject-displayname': account.displayName,
    'subject-is-group': 'false',
    'subject-account-disabled': String(account.isDisabled === true),
    'subject-account-expired': String(account.isExpired === true),
    'subject-account-locked': String(account.isDisabled === true),
    'subject-password-expired': String(account.isPasswordExpired === true),
  };
}
