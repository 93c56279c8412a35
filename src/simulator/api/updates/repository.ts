import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { need, thePool, type Call } from '../world';
import { availableFor, offerOf, updateRepository } from './available';
import type { Livepatch } from './catalogue';
import { INSTALL_MS } from './durations';
import { installedOn, markInstalled } from './installed';

type Repository = Records['Repository'];

/** The parts of an address, or null when it is none. */
function parseUrl(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** Hosts that the toolstack takes for names: labels of letters, digits and hyphens, or an address. */
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\])$/i;

/** INVALID_BASE_URL unless it is one of http or https with a host (repository_helpers.ml assert_url_is_valid). */
function assertBaseUrl(url: string): void {
  const parsed = parseUrl(url);
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (!isWeb || !HOST.test(parsed.hostname)) throw new Fault('INVALID_BASE_URL', url);
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])$/i;

/** The repository of another pool: `https://<address of its coordinator>/repository/enabled`. */
function assertRemotePoolUrl(url: string): void {
  const parsed = parseUrl(url);
  const isRight =
    parsed?.protocol === 'https:' && ADDRESS.test(parsed.hostname) && parsed.pathname === '/repository/enabled';
  if (!isRight) throw new Fault('INVALID_BASE_URL', url);
}

/** A file name in the directory of keys, or nothing for the vendor's own (assert_gpgkey_path_is_valid). */
function assertGpgKeyPath(path: string): void {
  if (!/^[A-Za-z0-9_-]*$/.test(path)) throw new Fault('INVALID_GPGKEY_PATH', path);
}

function assertNew({ db }: Call, isSame: (row: Repository) => boolean): void {
  for (const [ref, row] of db.all('Repository')) {
    if (isSame(row)) throw new Fault('REPOSITORY_ALREADY_EXISTS', ref);
  }
}

function insert({ db, engine }: Call, values: Partial<Repository>): Ref<'Repository'> {
  const ref = engine.newRef('Repository');
  db.transaction(() => db.insert('Repository', ref, { uuid: engine.newUuid('Repository'), ...values }));
  return ref;
}

/** The name is looked at first, then whether there is a bundle already, row by row (repository.ml introduce_bundle). */
function introduceBundle(call: Call, name_label: string, name_description: string): Ref<'Repository'> {
  for (const [ref, row] of call.db.all('Repository')) {
    if (row.name_label === name_label) throw new Fault('REPOSITORY_ALREADY_EXISTS', ref);
    if (row.origin === 'bundle') throw new Fault('BUNDLE_REPOSITORY_ALREADY_EXISTS', ref);
  }
  return insert(call, { name_label, name_description, update: true, origin: 'bundle' });
}

function forget({ db }: Call, self: Ref<'Repository'>): void {
  need(db, 'Repository', self);
  if (thePool(db)[1].repositories.includes(self)) throw new Fault('REPOSITORY_IS_IN_USE');
  db.transaction(() => db.remove('Repository', self));
}

/** Installs the packages of the pool's repositories on a server, and nothing more (repository.ml apply). */
function apply(call: Call, host: Ref<'host'>): Later {
  assertOnline(call.world, host);
  if (thePool(call.db)[1].repositories.length === 0) throw new Fault('APPLY_UPDATES_FAILED', host);
  return startOperation(call, 'Repository.apply', { durationMs: INSTALL_MS, args: { host }, holds: [] });
}

defineOperation<{ readonly host: Ref<'host'> }>('Repository.apply', {
  finish: (world, { host }) => {
    const { updates } = offerOf(world, updateRepository(world));
    markInstalled(world, host, {
      packages: availableFor(world, host, updates).lacking.map(({ id }) => id),
      running: [],
    });
  },
});

/** Patches what a server runs with a file that an update has brought (repository.ml apply_livepatch). */
function applyLivepatch(
  { world }: Call,
  host: Ref<'host'>,
  wanted: Omit<Livepatch, 'component'> & { component: string },
): void {
  assertOnline(world, host);
  if (wanted.component !== 'xen' && wanted.component !== 'kernel') {
    throw new Fault('INTERNAL_ERROR', `Invalid component name '${wanted.component}'`);
  }
  const { packages } = installedOn(world, host);
  const fields = Object.entries(wanted) as [keyof Livepatch, string][];
  const update = offerOf(world, updateRepository(world)).updates.find(
    ({ id, livepatches }) =>
      packages.includes(id) && livepatches.some((patch) => fields.every(([field, value]) => patch[field] === value)),
  );
  if (update === undefined) throw new Fault('INTERNAL_ERROR', `No expected livepatch file for ${wanted.component}`);
  markInstalled(world, host, { packages: [], running: [update.id] });
}

define({
  'Repository.introduce': (call, name_label, name_description, binary_url, source_url, update, gpgkey_path) => {
    assertBaseUrl(binary_url);
    assertBaseUrl(source_url);
    assertGpgKeyPath(gpgkey_path);
    assertNew(call, (row) => row.name_label === name_label || row.binary_url === binary_url);
    const urls = { binary_url, source_url };
    return insert(call, { name_label, name_description, ...urls, update, gpgkey_path, origin: 'remote' });
  },
  'Repository.introduce_bundle': introduceBundle,
  'Repository.introduce_remote_pool': (call, name_label, name_description, binary_url, certificate) => {
    assertRemotePoolUrl(binary_url);
    assertNew(call, (row) => row.name_label === name_label || row.binary_url === binary_url);
    const origin = 'remote_pool';
    return insert(call, { name_label, name_description, binary_url, update: true, certificate, origin });
  },
  'Repository.forget': forget,
  'Repository.set_gpgkey_path': ({ db }, self, gpgkey_path) => {
    need(db, 'Repository', self);
    assertGpgKeyPath(gpgkey_path);
    db.transaction(() => db.update('Repository', self, { gpgkey_path }));
  },
  'Repository.apply': apply,
  'Repository.apply_livepatch': (
    call,
    host,
    component,
    base_build_id,
    base_version,
    base_release,
    to_version,
    to_release,
  ) => applyLivepatch(call, host, { component, base_build_id, base_version, base_release, to_version, to_release }),
});
