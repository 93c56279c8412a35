import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { hex, sha256 } from '../certificates/digest';
import { Fault } from '../fault';
import { assertPoolOperation } from '../pool/operations';
import { thePool, type World } from '../world';
import { catalogueOf, type Livepatch, type Package, type Update } from './catalogue';
import { reduceGuidance, type Reduced } from './guidance';
import { installedOn } from './installed';

/** NO_REPOSITORY_ENABLED or MULTIPLE_UPDATE_REPOSITORIES_ENABLED unless one enabled repository has updates. */
export function updateRepository({ db }: World): Ref<'Repository'> {
  const enabled = thePool(db)[1].repositories.filter((ref) => db.row('Repository', ref).update);
  const [only] = enabled;
  if (only === undefined) throw new Fault('NO_REPOSITORY_ENABLED');
  if (enabled.length > 1) throw new Fault('MULTIPLE_UPDATE_REPOSITORIES_ENABLED');
  return only;
}

/** What the update repository offers, and the name of that state: the checksum of its list of updates. */
export function offerOf(
  { db }: World,
  ref: Ref<'Repository'>,
): { readonly updates: readonly Update[]; readonly hash: string } {
  const updates = catalogueOf(db.row('Repository', ref).binary_url);
  return { updates, hash: hex(sha256(new TextEncoder().encode(JSON.stringify(updates)))) };
}

/** What a server would get now. */
export interface Available {
  /** Updates whose packages it lacks. */
  readonly lacking: readonly Update[];
  /** Updates that change what it runs without a reboot. */
  readonly patching: readonly Update[];
  readonly packages: readonly Package[];
  /** The last one for each component: it holds those before it. */
  readonly livepatches: readonly Livepatch[];
  readonly guidance: Reduced;
}

/** xapi: repository_helpers.ml consolidate_updates_of_host. */
export function availableFor(world: World, host: Ref<'host'>, updates: readonly Update[]): Available {
  const { packages, running } = installedOn(world, host);
  const lacking = updates.filter((update) => !packages.includes(update.id));
  const patching = updates.filter((update) => update.livepatches.length > 0 && !running.includes(update.id));
  const isPatching = new Set(patching);
  return {
    lacking,
    patching,
    packages: [
      ...new Map(lacking.flatMap((update) => update.packages).map((rpm) => [`${rpm.name}.${rpm.arch}`, rpm])).values(),
    ],
    livepatches: [
      ...new Map(patching.flatMap((update) => update.livepatches).map((patch) => [patch.component, patch])).values(),
    ],
    guidance: reduceGuidance({
      mandatory: lacking.flatMap((update) => update.guidance.mandatory),
      // An update that is patched in asks for what its livepatch asks for instead.
      recommended: [
        ...lacking.filter((update) => !isPatching.has(update)).flatMap((update) => update.guidance.recommended),
        ...patching.flatMap((update) => update.guidance.livepatch),
      ],
      full: lacking.flatMap((update) => update.guidance.full),
    }),
  };
}

/** Whether a server has all that was known at the last synchronisation. */
export function isUpToDate(world: World, host: Ref<'host'>, updates: readonly Update[]): boolean {
  const { lacking, patching } = availableFor(world, host, updates);
  return lacking.length === 0 && patching.length === 0;
}

/** Codes for which `GET /updates` answers 404 rather than an error (xapi_pool.ml get_updates_handler). */
export const NOT_FOUND_CODES: ReadonlySet<string> = new Set([
  'NO_REPOSITORY_ENABLED',
  'INVALID_REPOMD_XML',
  'INVALID_UPDATEINFO_XML',
]);

/**
 * What `GET /updates` answers, for these servers of the pool. Throws a Fault: of NOT_FOUND_CODES when there is nothing
 * to read, of a pool operation that runs, or GET_UPDATES_FAILED (xapi: repository.ml get_pool_updates_in_json).
 */
export function poolUpdates(world: World, hosts: readonly Ref<'host'>[]): Json {
  assertPoolOperation(world, 'get_updates');
  const repository = updateRepository(world);
  const { hash } = world.db.row('Repository', repository);
  if (hash === '') throw new Fault('INVALID_REPOMD_XML');
  const offer = offerOf(world, repository);
  if (hash !== offer.hash) throw new Fault('GET_UPDATES_FAILED');
  const each = hosts.map((host) => [host, availableFor(world, host, offer.updates)] as const);
  const wanted = new Set(each.flatMap(([, { lacking, patching }]) => [...lacking, ...patching]));
  const patched = new Set(each.flatMap(([, { livepatches }]) => livepatches.map(({ component }) => component)));
  return {
    hosts: each.map(([host, available]) => ({
      ref: host,
      guidance: { ...available.guidance, livepatch: [] },
      RPMS: available.packages.map(fullName),
      updates: idsOf(new Set([...available.lacking, ...available.patching])),
      livepatches: available.livepatches.map((patch) => ({ ...patch })),
    })),
    updates: offer.updates.filter((update) => wanted.has(update)).map((update) => updateInfo(update, patched)),
    hash,
  };
}

/**
 * What `GET /host_updates` answers: the packages that a server lacks and the livepatches that it runs. Throws a Fault:
 * those of `updateRepository`, or GET_HOST_UPDATES_FAILED [host] before the first synchronisation.
 */
export function hostUpdates(world: World, host: Ref<'host'>): Json {
  const repository = updateRepository(world);
  const { uuid, hash } = world.db.row('Repository', repository);
  if (hash === '') throw new Fault('GET_HOST_UPDATES_FAILED', host);
  const { updates } = offerOf(world, repository);
  const { running } = installedOn(world, host);
  const lacking = availableFor(world, host, updates).lacking.flatMap(({ id, packages }) =>
    packages.map(({ name, arch, version, release }) => ({
      name,
      arch,
      newEpochVerRel: { epoch: '(none)', version, release },
      updateId: id,
      repository: `remote-${uuid}`,
    })),
  );
  const patches = updates.filter(({ id }) => running.includes(id)).flatMap(({ livepatches }) => livepatches);
  return {
    updates: lacking,
    accumulative_updates: lacking,
    applied_livepatches: patches.map((patch) => ({ ...patch })),
  };
}

function idsOf(updates: ReadonlySet<Update>): readonly string[] {
  return [...updates].map(({ id }) => id).sort();
}

function fullName({ name, version, release, arch }: Package): string {
  return `${name}-${version}-${release}.${arch}.rpm`;
}

function updateInfo(update: Update, patched: ReadonlySet<Livepatch['component']>): Json {
  return {
    id: update.id,
    summary: update.summary,
    description: update.description,
    'special-info': update.specialInfo,
    URL: `https://updates.example.com/${update.id}`,
    type: update.type,
    issued: update.issued,
    severity: update.severity,
    livepatches: update.livepatches.filter(({ component }) => patched.has(component)).map((patch) => ({ ...patch })),
    guidance: update.guidance,
    title: update.title,
  };
}
