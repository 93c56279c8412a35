import { isXapiError, toXapiError, XapiError } from '../../../xapi/client/xapi-error';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { TASK_CANCELLED, vmReason } from '../../commands';
import type { Job } from '../../commands';
import { row } from '../../objects';
import { isAlone } from './checks';
import { GUIDANCES } from './gets';
import type { Gets, Guidance } from './gets';

const POLL_MS = 2000;
/** A server that tests its memory takes a quarter of an hour to start. */
const PATIENCE_MS = 60 * 60_000;

type Host = Records['host'];

const PENDING = {
  mandatory: 'pending_guidances',
  recommended: 'pending_guidances_recommended',
  full: 'pending_guidances_full',
} as const satisfies Record<Guidance, keyof Host>;

export interface ServerWork {
  readonly gets: Gets;
  readonly guidance: Guidance;
  /** Of the list of updates that was looked at. */
  readonly hash: string;
  readonly bringsBack: boolean;
}

/** Guests on a server, as the pool knows them now. */
async function guestsOn(job: Job, host: Ref<'host'>): Promise<readonly Ref<'VM'>[]> {
  const { resident_VMs } = await job.files.ask('host.get_record', host);
  return resident_VMs.filter((vm) => row(job.inventory, 'VM', vm)?.is_control_domain !== true);
}

/** Empties a server: guests go to others, or are shut down where there are none. */
async function empty(job: Job, host: Ref<'host'>): Promise<void> {
  const { enabled } = await job.files.ask('host.get_record', host);
  if (enabled) await job.task('host.disable', host, false);
  const guests = await guestsOn(job, host);
  if (guests.length === 0) return;
  if (!isAlone(job.inventory, host)) {
    await job.task('host.evacuate', host, NULL_REF, 0);
    return;
  }
  for (const vm of guests) {
    const record = await job.files.ask('VM.get_record', vm);
    const call = vmReason(record, 'clean_shutdown') === null ? 'VM.clean_shutdown' : 'VM.hard_shutdown';
    await job.task(call, vm);
  }
}

async function install(job: Job, { gets: { host, offered, uploaded }, hash }: ServerWork): Promise<void> {
  if (offered.length > 0) await job.task('host.apply_updates', host, hash);
  for (const update of uploaded) await job.task('pool_update.apply', update, host);
}

/** What the server is to do now, as the pool tells after the installation: a live patch may have made it needless. */
async function restartOf(job: Job, { gets, guidance }: ServerWork): Promise<Gets['restarts']> {
  const record = await job.files.ask('host.get_record', gets.host);
  const kinds = GUIDANCES.slice(0, GUIDANCES.indexOf(guidance) + 1);
  const pending: readonly string[] = kinds.flatMap((kind) => record[PENDING[kind]]);
  const ofUploads = gets.uploaded.flatMap((ref) => row(job.inventory, 'pool_update', ref)?.after_apply_guidance ?? []);
  if (record.updates_requiring_reboot.length > 0 || pending.some((each) => each.startsWith('reboot_host'))) {
    return 'server';
  }
  const isToolstack = pending.includes('restart_toolstack') || ofUploads.includes('restartXAPI');
  return isToolstack ? 'toolstack' : 'nothing';
}

/** Codes of a pool that is on its way down or up; they are no answers. */
const AWAY: ReadonlySet<string> = new Set([
  ...['CONNECTION_LOST', 'HOST_OFFLINE', 'HOST_STILL_BOOTING', 'HOST_IS_SLAVE', 'SESSION_INVALID'],
  ...['SESSION_AUTHENTICATION_FAILED', 'NOT_XENAPI', 'HANDLE_INVALID'],
]);

/** Restarts a server or its toolstack, and waits until it is there again. */
async function restart(job: Job, host: Ref<'host'>, what: 'server' | 'toolstack'): Promise<void> {
  const key = what === 'server' ? 'boot_time' : 'agent_start_time';
  const before = (await job.files.ask('host.get_record', host)).other_config[key];
  try {
    await job.task(what === 'server' ? 'host.reboot' : 'host.restart_agent', host);
  } catch (thrown) {
    // A coordinator is gone before it could say that it goes.
    if (!AWAY.has(toXapiError(thrown).code)) throw thrown;
  }
  const untilMs = Date.now() + PATIENCE_MS;
  while (Date.now() < untilMs) {
    if (await isBack(job, host, key, before)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new XapiError('HOST_OFFLINE', [host]);
}

async function isBack(job: Job, host: Ref<'host'>, key: string, before: string | undefined): Promise<boolean> {
  try {
    const record = await job.files.ask('host.get_record', host);
    if (record.other_config[key] === before) return false;
    return (await job.files.ask('host_metrics.get_record', record.metrics)).live;
  } catch (thrown) {
    if (!AWAY.has(toXapiError(thrown).code)) throw thrown;
    return false;
  }
}

/** Brings guests back that still run elsewhere, or are off because nobody could take them; answers what refused. */
async function bringBack(job: Job, host: Ref<'host'>, guests: readonly Ref<'VM'>[]): Promise<readonly unknown[]> {
  const refusals: unknown[] = [];
  for (const vm of guests) {
    try {
      const { power_state, resident_on } = await job.files.ask('VM.get_record', vm);
      if (power_state === 'Running' && resident_on !== host) {
        await job.task('VM.pool_migrate', vm, host, { live: 'true' });
      } else if (power_state === 'Halted') await job.task('VM.start_on', vm, host, false, false);
    } catch (thrown) {
      if (!isXapiError(thrown, 'HANDLE_INVALID')) refusals.push(thrown);
    }
  }
  return refusals;
}

/**
 * Updates one server to the end: emptied where it has to be, updated, restarted as the updates ask, and back in service
 * with its guests. Answers why guests did not come back. When it fails before anything was installed, the server goes
 * on as it was.
 */
export async function updateServer(job: Job, work: ServerWork): Promise<readonly unknown[]> {
  const { gets, bringsBack } = work;
  const { host } = gets;
  const guests = await guestsOn(job, host);
  let isInstalled = false;
  try {
    if (gets.isEmptied) await empty(job, host);
    // Until then it is as it was; what is installed is seen through.
    if (job.files.signal.aborted) throw new XapiError(TASK_CANCELLED);
    await install(job, work);
    isInstalled = true;
    const what = await restartOf(job, work);
    if (what === 'server') await empty(job, host);
    if (what !== 'nothing') await restart(job, host, what);
    await enable(job, host);
  } catch (thrown) {
    if (!isInstalled) await enable(job, host).catch(() => undefined);
    throw thrown;
  }
  return bringsBack ? bringBack(job, host, guests) : [];
}

/** A server that has been restarted may be in service already. */
async function enable(job: Job, host: Ref<'host'>): Promise<void> {
  const { enabled } = await job.files.ask('host.get_record', host);
  if (!enabled) await job.task('host.enable', host);
}
