import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault, toFault } from '../fault';
import { assertOnline } from '../host/operations';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { destroyDisk } from '../vdi/disks';
import { assertVdiOperation } from '../vdi/operations';
import { coordinator, need, type Call, type World } from '../world';
import { APPLY_MS, PRECHECK_MS, QUICK_MS } from './durations';
import { readUpdate } from './update-document';
import { createUpdate, destroyUpdate, noteApplied, requirementsOf, resyncHost } from './update-rows';

type PoolUpdate = Records['pool_update'];

/** Free space of the control domain's root file system. */
const FREE_BYTES = 8 * 1024 ** 3;

/** A disk with an update becomes one of the pool (xapi_pool_update.ml introduce). Also after an upload of a patch. */
export function introduceUpdate(world: World, vdi: Ref<'VDI'>): Ref<'pool_update'> {
  const { db } = world;
  need(db, 'VDI', vdi);
  const document = readUpdate(world, vdi);
  const known = db.byUuid('pool_update', document.uuid);
  if (known === undefined) return createUpdate(world, document, vdi);
  const { vdi: other } = db.row('pool_update', known);
  if (!db.has('VDI', other)) db.transaction(() => db.update('pool_update', known, { vdi }));
  else if (other !== vdi) throw new Fault('UPDATE_ALREADY_EXISTS', document.uuid);
  return known;
}

/** Names of updates that a server lacks, or has, as packages are named in failures. */
function named({ db }: World, uuids: readonly string[]): string {
  const name = (uuid: string): string => {
    const ref = db.byUuid('pool_update', uuid);
    return ref === undefined ? uuid : db.row('pool_update', ref).name_label;
  };
  return uuids.map(name).join(' ');
}

/** The script that a server runs before it installs an update (xapi: extensions/pool_update.precheck). */
export function precheck(world: World, self: Ref<'pool_update'>, host: Ref<'host'>): Enums['livepatch_status'] {
  const { db } = world;
  const { vdi, name_label, installation_size } = need(db, 'pool_update', self);
  const { software_version, updates } = assertOnline(world, host);
  if (!db.has('VDI', vdi)) throw new Fault('CANNOT_FIND_UPDATE');
  const failed = (what: string, ...params: readonly string[]): Fault =>
    new Fault(`UPDATE_PRECHECK_FAILED_${what}`, name_label, ...params);
  if (installation_size > FREE_BYTES) throw failed('OUT_OF_SPACE', String(FREE_BYTES), String(installation_size));
  const { version, prerequisites, conflicts, livepatch } = requirementsOf(world, self);
  const present = new Set(updates.map((update) => db.row('pool_update', update).uuid));
  const conflicting = conflicts.filter((uuid) => present.has(uuid));
  if (conflicting.length > 0) throw failed('CONFLICT_PRESENT', named(world, conflicting));
  const installed = software_version['product_version'] ?? '';
  if (version !== '' && version !== installed) throw failed('WRONG_SERVER_VERSION', installed, version);
  const missing = prerequisites.filter((uuid) => !present.has(uuid));
  if (missing.length > 0) throw failed('PREREQUISITE_MISSING', named(world, missing));
  return livepatch === 'none' ? 'ok' : `ok_livepatch_${livepatch}`;
}

interface Apply {
  readonly update: Ref<'pool_update'>;
  readonly host: Ref<'host'>;
}

function assertApplicable(world: World, { update, host }: Apply): void {
  need(world.db, 'pool_update', update);
  if (assertOnline(world, host).updates.includes(update)) throw new Fault('UPDATE_ALREADY_APPLIED', update);
  precheck(world, update, host);
}

/** Installs an update on a server (xapi: extensions/pool_update.apply). */
export function startApply(
  call: Call,
  update: Ref<'pool_update'>,
  host: Ref<'host'>,
  name = 'pool_update.apply',
): Later {
  assertApplicable(call.world, { update, host });
  return startOperation<Apply>(call, name, { durationMs: APPLY_MS, args: { update, host }, holds: [] });
}

export function finishApply(world: World, args: Apply): void {
  assertApplicable(world, args);
  noteApplied(world, args.update, args.host);
}

defineOperation<Apply>('pool_update.apply', { finish: finishApply });

interface PoolApply {
  readonly update: Ref<'pool_update'>;
  readonly left: readonly Ref<'host'>[];
  readonly failed: readonly Ref<'host'>[];
}

/** One server after the other; those that fail are named in the end, the last one first. */
function startPoolApply(call: Call, update: Ref<'pool_update'>): Later {
  const { hosts } = need(call.db, 'pool_update', update);
  const left = call.db.refs('host').filter((host) => !hosts.includes(host));
  if (left.length === 0) throw new Fault('UPDATE_ALREADY_APPLIED_IN_POOL', update);
  return startOperation<PoolApply>(call, 'pool_update.pool_apply', {
    durationMs: APPLY_MS,
    totalMs: APPLY_MS * left.length,
    args: { update, left, failed: [] },
    holds: [],
  });
}

defineOperation<PoolApply>('pool_update.pool_apply', {
  finish: (world, { update, left: [host, ...left], failed }) => {
    if (host === undefined) {
      if (failed.length > 0) throw new Fault('UPDATE_POOL_APPLY_FAILED', ...failed);
      return undefined;
    }
    let isApplied = true;
    try {
      world.db.transaction(() => finishApply(world, { update, host }));
    } catch (error) {
      toFault(error);
      isApplied = false;
    }
    // The end is a step of its own, so that its failure takes back no server's success.
    const args: PoolApply = { update, left, failed: isApplied ? failed : [host, ...failed] };
    return continueAs('pool_update.pool_apply', left.length > 0 ? APPLY_MS : 0, args);
  },
});

/** Frees the disk of an update, and leaves the rest (xapi_pool_update.ml pool_clean). */
export function startClean(call: Call, self: Ref<'pool_update'>): Later {
  const { vdi } = need(call.db, 'pool_update', self);
  assertVdiOperation(call.world, vdi, 'destroy');
  return startOperation(call, 'pool_update.pool_clean', {
    durationMs: QUICK_MS,
    args: { self, vdi },
    holds: [['VDI', vdi, 'destroy']],
  });
}

defineOperation<{ readonly self: Ref<'pool_update'>; readonly vdi: Ref<'VDI'> }>('pool_update.pool_clean', {
  finish: (world, { self, vdi }) => {
    destroyDisk(world, vdi);
    if (world.db.has('pool_update', self)) world.db.update('pool_update', self, { vdi: NULL_REF });
  },
});

/** The configuration with which a server's package manager reads an update (create_yum_config). */
function yumConfig({ db }: World, { uuid, name_label, key }: PoolUpdate): string {
  const signed = key === '' ? 0 : 1;
  const url = `http://${db.row('host', coordinator(db)).address}/update/${uuid}/vdi`;
  return [
    '[main]',
    'keepcache=0',
    'reposdir=/dev/null',
    `gpgcheck=${signed}`,
    `repo_gpgcheck=${signed}`,
    'installonlypkgs=',
    '',
    `[${name_label}]`,
    `name=${name_label}`,
    `baseurl=${url}`,
    key === '' ? '' : `gpgkey=file:///etc/pki/rpm-gpg/${key}`,
  ].join('\n');
}

define({
  'pool_update.introduce': ({ world }, vdi) => introduceUpdate(world, vdi),
  'pool_update.precheck': (call, self, host) => {
    precheck(call.world, self, host);
    const args = { update: self, host };
    return startOperation<Apply>(call, 'pool_update.precheck', { durationMs: PRECHECK_MS, args, holds: [] });
  },
  'pool_update.apply': startApply,
  'pool_update.pool_apply': startPoolApply,
  'pool_update.pool_clean': startClean,
  'pool_update.destroy': ({ db, world }, self) => {
    need(db, 'pool_update', self);
    destroyUpdate(world, self);
  },
  'pool_update.attach': ({ db, world }, self) => {
    const update = need(db, 'pool_update', self);
    need(db, 'VDI', update.vdi);
    return yumConfig(world, update);
  },
  // The disk is read where it is, so there is nothing to take down.
  'pool_update.detach': ({ db }, self) => {
    need(db, 'pool_update', self);
  },
  'pool_update.resync_host': ({ world }, host) => {
    assertOnline(world, host);
    resyncHost(world, host);
  },
});

defineOperation<Apply>('pool_update.precheck', {
  finish: (world, { update, host }) => precheck(world, update, host),
  result: 'enum livepatch_status',
});
