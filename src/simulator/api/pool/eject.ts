import type { Ref } from '../../../xapi/datamodel/ref';
import { firmwareMs, KERNEL_TO_TOOLSTACK_MS, POWER_OFF_MS } from '../../physics/server-life';
import { recount } from '../cluster/members';
import { Fault } from '../fault';
import { installHost } from '../host/install';
import { assertOnline } from '../host/operations';
import { removeHost } from '../host/remove';
import type { HostSpec } from '../host/spec';
import { commonRestrictions } from '../licence/features';
import { defineOperation, defineStep, startOperation, type Later } from '../operations';
import { activeDisks } from '../pbd/plug';
import { define } from '../registry';
import { removeSecrets } from '../sr/secrets';
import { emptyDrives } from '../vdi/disks';
import { coordinator, thePool, type Call, type World } from '../world';
import { describeServer } from './inventory';
import { assertPoolOperation } from './operations';
import { forgetRefs } from './row-copy';

/** Storage is left and the first boot is prepared: assumption. */
const EJECT_MS = 8000;
const INSTALLED = 'pool.installed-anew';

interface Eject {
  readonly host: Ref<'host'>;
}

/** The checks in the order of message_forwarding.ml eject and xapi_pool.ml eject_self. */
function assertCanLeave(world: World, host: Ref<'host'>): void {
  const { db } = world;
  const { resident_VMs, PBDs } = assertOnline(world, host);
  if (host === coordinator(db)) {
    throw new Fault('OPERATION_NOT_ALLOWED', 'The coordinator cannot be ejected from its pool');
  }
  const isGuest = resident_VMs.some((vm) => {
    const row = db.row('VM', vm);
    return !row.is_control_domain && row.power_state !== 'Halted';
  });
  if (isGuest) throw new Fault('OPERATION_NOT_ALLOWED', 'VM resident on host');
  const used = PBDs.flatMap((pbd) => activeDisks(world, db.row('PBD', pbd)));
  if (used.length > 0) throw new Fault('VDI_IN_USE', ...used);
}

/** Repositories that nobody else has are forgotten with their disks (xapi_pool.ml unplug_pbds). */
function leaveStorage(world: World, host: Ref<'host'>): void {
  const { db } = world;
  for (const ref of db.row('host', host).PBDs) {
    const pbd = db.row('PBD', ref);
    const sr = db.get('SR', pbd.SR);
    removeSecrets(world, pbd.device_config);
    db.remove('PBD', ref);
    if (sr === undefined || sr.PBDs.length > 1) continue;
    forgetRefs(world, new Set<Ref>([pbd.SR, ...sr.VDIs]));
    for (const vdi of sr.VDIs) {
      emptyDrives(world, db.row('VDI', vdi));
      db.remove('VDI', vdi);
    }
    db.remove('SR', pbd.SR);
  }
}

function eject(call: Call, host: Ref<'host'>): Later {
  const { world } = call;
  const pool = assertPoolOperation(world, 'eject');
  assertCanLeave(world, host);
  return startOperation<Eject>(call, 'pool.eject', {
    durationMs: EJECT_MS,
    args: { host },
    holds: [['pool', pool, 'eject']],
  });
}

defineOperation<Eject>('pool.eject', {
  finish: (world, { host }) => {
    const { db, engine } = world;
    assertCanLeave(world, host);
    const spec = describeServer(db, host);
    leaveStorage(world, host);
    removeHost(world, host);
    forgetRefs(world, new Set<Ref>([host]));
    for (const cluster of db.refs('Cluster')) recount(world, cluster);
    const restrictions = commonRestrictions([...db.all('host')].map(([, { license_params }]) => license_params));
    db.update('pool', thePool(db)[0], { restrictions });
    const rebootMs = POWER_OFF_MS + firmwareMs(spec.memoryBytes) + KERNEL_TO_TOOLSTACK_MS;
    if (world.surroundings.site !== null) engine.schedule(rebootMs, INSTALLED, spec as never, true);
  },
});

/** The server that has left boots as if it had just been installed: a pool of its own. */
defineStep<HostSpec>(INSTALLED, ({ engine, surroundings }, spec) => {
  const world = surroundings.site?.open(engine.nowMs, engine.random.uint32('site'));
  if (world !== undefined) installHost(world, spec);
});

define({ 'pool.eject': eject });
