import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP } from '../../engine/defaults';
import { firmwareMs, KERNEL_TO_TOOLSTACK_MS } from '../../physics/server-life';
import { callAsTask } from '../dispatch';
import { bootDrivers } from '../driver/drivers';
import { Fault } from '../fault';
import { postMessage } from '../message';
import { bootSriov } from '../network/sriov-functions';
import { cancelOperation, defineStep } from '../operations';
import { plug, unplug } from '../pbd/plug';
import { bootDom0Access } from '../pci/dom0-access';
import { bringUp } from '../pif/plug';
import { isPending } from '../tasks';
import { clearGuidance } from '../updates/guidance';
import { haltDomain } from '../vm/domain';
import { isTrue } from '../vm/vm-facts';
import { thePool, toXapiDate, type World } from '../world';
import { guestsOf } from './evacuation-plan';
import { dropTasks, LOOK_MS } from './inside-tasks';
import { DISABLED_UNTIL_REBOOT, putLocal } from './local-db';
import { setHostMode } from './mode';
import { enablesItself, forgetAgent, loseMemory, secondsText } from './toolstack';

type Host = Records['host'];

interface OfHost {
  readonly host: Ref<'host'>;
}

const UP = 'host.up';

/** Whether a server has power and will answer some time. */
function isStarting({ engine }: World, host: Ref<'host'>): boolean {
  return engine.plannedAs(`${UP}/${host}`) !== undefined;
}

/** Gives a server power, unless it has it. */
export function startServer(world: World, host: Ref<'host'>): void {
  const { db, engine } = world;
  if (isStarting(world, host) || isLive(world, db.row('host', host))) return;
  const { memory_total } = db.row('host_metrics', db.row('host', host).metrics);
  setHostMode(world, host, 'booting');
  engine.schedule(firmwareMs(memory_total) + KERNEL_TO_TOOLSTACK_MS, UP, { host }, true, `${UP}/${host}`);
}

function isLive({ db }: World, host: Host): boolean {
  return db.get('host_metrics', host.metrics)?.live === true;
}

function setLive({ db, engine }: World, host: Host, live: boolean): void {
  if (db.has('host_metrics', host.metrics)) {
    db.update('host_metrics', host.metrics, {
      live,
      ...(live ? { last_updated: toXapiDate(engine.nowMs) } : undefined),
    });
  }
}

/** A server leaves its repositories before its power goes (xapi_pbd.ml unplug_all_pbds). */
export function unplugRepositories(world: World, host: Ref<'host'>): void {
  for (const pbd of world.db.row('host', host).PBDs) {
    try {
      unplug(world, pbd);
    } catch (error) {
      // A guest that manages its own end keeps its repository until the power goes.
      if (!(error instanceof Fault)) throw error;
    }
  }
}

/** Guests do not survive their server (dbsync_slave.ml, xapi_xenops.ml resync). */
function loseDomains(world: World, host: Ref<'host'>): void {
  for (const vm of guestsOf(world, host)) {
    const { current_operations } = world.db.row('VM', vm);
    for (const task of Object.keys(current_operations)) cancelOperation(world, task, true);
    haltDomain(world, vm, NULL_REF, { current_operations: EMPTY_MAP });
  }
}

/** The power of a server goes, and with it whatever still ran there. */
export function cutPower(world: World, host: Ref<'host'>): void {
  const { db } = world;
  const row = db.row('host', host);
  for (const [task, operation] of Object.entries(row.current_operations)) {
    if (operation !== 'shutdown') cancelOperation(world, task, true);
  }
  loseDomains(world, host);
  unplugRepositories(world, host);
  putLocal(world, host, DISABLED_UNTIL_REBOOT, 'true');
  forgetAgent(world, host);
  loseMemory(world, host);
  setHostMode(world, host, 'off');
  setLive(world, db.row('host', host), false);
  db.touch('host', host);
}

/** What was asked for the next start has come true. */
function afterReboot<State extends string>(state: State): State | 'enabled' | 'disabled' {
  if (state === 'enable_on_reboot') return 'enabled';
  return state === 'disable_on_reboot' ? 'disabled' : state;
}

/** Repositories are connected again as far as possible (xapi: create_storage.ml plug_unplugged_pbds). */
function plugRepositories(world: World, host: Host): void {
  const { db } = world;
  let failed = false;
  for (const pbd of host.PBDs) {
    try {
      plug(world, pbd);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      failed = true;
    }
  }
  if (failed) postMessage(world, { name: 'PBD_PLUG_FAILED_ON_SERVER_START', cls: 'Host', obj_uuid: host.uuid });
  for (const pbd of host.PBDs) db.touch('PBD', pbd);
}

/** Interfaces that a server brings up by itself; guests bring up the rest (xapi_pif.ml calculate_pifs_required_at_start_of_day). */
function bringUpInterfaces(world: World, host: Host): void {
  const { db } = world;
  for (const pif of host.PIFs) {
    const row = db.row('PIF', pif);
    if (!row.managed || !isNullRef(row.bond_slave_of)) continue;
    const isPort = row.physical || row.bond_master_of.length > 0;
    if (!row.currently_attached && !isPort && row.ip_configuration_mode === 'None') continue;
    // What is up in the database has been down: its settings count from now on.
    if (row.currently_attached && isPort) db.update('PIF', pif, { currently_attached: false });
    bringUp(world, pif);
  }
}

/** A control domain has what was set for its next boot (create_misc.ml update_domain_zero_record). */
function bringUpControlDomain({ db, engine }: World, { control_domain }: Host): void {
  const dom0 = db.get('VM', control_domain);
  if (dom0 === undefined) return;
  if (dom0.requires_reboot) db.update('VM', control_domain, { requires_reboot: false });
  if (!db.has('VM_metrics', dom0.metrics)) return;
  const bytes = dom0.memory_target > 0 ? dom0.memory_target : dom0.memory_static_max;
  db.update('VM_metrics', dom0.metrics, {
    start_time: toXapiDate(engine.nowMs - KERNEL_TO_TOOLSTACK_MS),
    memory_actual: bytes,
    VCPUs_number: dom0.VCPUs_at_startup,
  });
}

/** The toolstack of a server that has booted answers, and joins its pool again (dbsync_slave.ml, xapi.ml). */
defineStep<OfHost>(UP, (world, { host }) => {
  const { db, engine } = world;
  const row = db.get('host', host);
  if (row === undefined) return;
  loseDomains(world, host);
  putLocal(world, host, DISABLED_UNTIL_REBOOT, 'false');
  setHostMode(world, host, 'up');
  setLive(world, row, true);
  plugRepositories(world, row);
  bringUpInterfaces(world, row);
  bootSriov(world, host);
  bootDom0Access(world, host);
  bootDrivers(world, host);
  bringUpControlDomain(world, row);
  clearGuidance(world, host, 'reboot');
  db.update('host', host, {
    enabled: enablesItself(world, host),
    display: afterReboot(row.display),
    other_config: {
      ...row.other_config,
      boot_time: secondsText(engine.nowMs - KERNEL_TO_TOOLSTACK_MS),
      agent_start_time: secondsText(engine.nowMs),
    },
  });
  if (thePool(db)[1].other_config['auto_poweron'] === 'true') startGuests(world);
});

const AUTOSTART = 'host.autostart';

interface Autostart {
  readonly waiting: readonly Ref<'VM'>[];
  readonly task: Ref<'task'>;
}

/** `xe vm-start other-config:auto_poweron=true power-state=halted --multiple`: one after the other, failures ignored (xapi-autostart-vms). */
function startGuests(world: World): void {
  const waiting: Ref<'VM'>[] = [];
  for (const [ref, vm] of world.db.all('VM')) {
    const isGuest = !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain;
    if (isGuest && vm.power_state === 'Halted' && isTrue(vm.other_config['auto_poweron'])) waiting.push(ref);
  }
  const args: Autostart = { waiting, task: NULL_REF };
  if (waiting.length > 0) world.engine.schedule(0, AUTOSTART, args as never, true);
}

defineStep<Autostart>(AUTOSTART, (world, { waiting, task }) => {
  const { db, engine } = world;
  const next = (args: Autostart): void => void engine.schedule(LOOK_MS, AUTOSTART, args as never, true);
  if (isPending(world, task)) {
    next({ waiting, task });
    return;
  }
  if (db.has('task', task)) dropTasks(world, [task]);
  const [vm, ...rest] = waiting;
  if (vm === undefined) return;
  const begun =
    db.get('VM', vm)?.power_state === 'Halted' ? callAsTask(world, 'VM.start', [vm, false, false]) : NULL_REF;
  next({ waiting: rest, task: begun });
});
