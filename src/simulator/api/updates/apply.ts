import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertHostOperation, assertOnline } from '../host/operations';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation, type Later } from '../operations';
import { assertPoolOperation } from '../pool/operations';
import { define } from '../registry';
import { coordinator, thePool, toXapiDate, type Call, type World } from '../world';
import { availableFor, offerOf, updateRepository, type Available } from './available';
import { INSTALL_MS } from './durations';
import { noteRestartOfGuests, notePending, type PendingKind } from './guidance';
import { markInstalled } from './installed';

interface Apply {
  readonly host: Ref<'host'>;
  readonly hash: string;
}

/** What the server would get, when nothing speaks against it (repository.ml apply_updates). */
function prepare(world: World, { host, hash }: Apply): Available {
  const { db } = world;
  const row = db.row('host', host);
  if (row.pending_guidances.length > 0) throw new Fault('HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY', host);
  const repository = updateRepository(world);
  if (hash === '' || hash !== db.row('Repository', repository).hash) throw new Fault('UPDATEINFO_HASH_MISMATCH');
  const available = availableFor(world, host, offerOf(world, repository).updates);
  const { mandatory } = available.guidance;
  const hasGuests = row.resident_VMs.some((vm) => !db.row('VM', vm).is_control_domain);
  if (hasGuests && (mandatory.includes('RebootHost') || mandatory.includes('EvacuateHost'))) {
    throw new Fault('HOST_EVACUATION_IS_REQUIRED', host);
  }
  return available;
}

/** A server that is enabled is disabled first, and stays so when the updates are refused (xapi_host.ml apply_updates). */
function applyUpdates(call: Call, self: Ref<'host'>, hash: string): Later {
  const { db, world } = call;
  assertOnline(world, self);
  assertFeature(db, 'Updates');
  const pool = assertPoolOperation(world, 'apply_updates');
  if (thePool(db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
  if (db.row('host', self).enabled) db.transaction(() => db.update('host', self, { enabled: false }));
  assertHostOperation(world, self, 'apply_updates');
  const { lacking, patching } = prepare(world, { host: self, hash });
  return startOperation<Apply>(call, 'host.apply_updates', {
    durationMs: lacking.length + patching.length === 0 ? 1000 : INSTALL_MS,
    args: { host: self, hash },
    holds: [
      ['pool', pool, 'apply_updates'],
      ['host', self, 'apply_updates'],
    ],
  });
}

/** Kinds in which some server that is updated from now on asks for its guests to restart; the coordinator comes first. */
function kindsOfRestart(world: World, host: Ref<'host'>): ReadonlySet<PendingKind> {
  if (host !== coordinator(world.db)) return new Set();
  const { updates } = offerOf(world, updateRepository(world));
  const all = world.db.refs('host').map((ref) => availableFor(world, ref, updates).guidance);
  const kinds: readonly PendingKind[] = ['mandatory', 'recommended', 'full'];
  return new Set(kinds.filter((kind) => all.some((guidance) => guidance[kind].includes('RestartVM'))));
}

defineOperation<Apply>('host.apply_updates', {
  finish: (world, args) => {
    const { db, engine } = world;
    const { host, hash } = args;
    assertOnline(world, host);
    const { lacking, patching, guidance } = prepare(world, args);
    noteRestartOfGuests(world, kindsOfRestart(world, host));
    notePending(world, host, guidance);
    db.update('host', host, {
      last_software_update: toXapiDate(engine.nowMs),
      latest_synced_updates_applied: 'yes',
      last_update_hash: hash,
    });
    const ids = (updates: typeof lacking): readonly string[] => updates.map(({ id }) => id);
    markInstalled(world, host, { packages: ids(lacking), running: ids(patching) });
    // Warnings name livepatches that failed; none does.
    return [];
  },
  result: 'string set set',
});

define({
  'host.apply_updates': applyUpdates,
  'host.emergency_clear_mandatory_guidance': (call) => {
    call.db.transaction(() => call.db.update('host', call.host, { pending_guidances: [] }));
  },
  // The versions that a server reports are always those that it has.
  'host.refresh_pack_info': (call, host) => {
    assertOnline(call.world, host);
  },
});
