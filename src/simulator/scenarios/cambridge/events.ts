import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { toXapiDate } from '../../api/world';
import { DAY_MS, type Builder } from '../builder';
import type { History } from '../history';
import type { Population } from './population';
import type { Site } from './site';

/** Snapshots, a server taken out of service, alerts: what an administrator finds on a Monday morning. */
export function tellEvents(builder: Builder, site: Site, population: Population, history: History): void {
  const { stage } = builder;
  const host = (name: string): Ref<'host'> => site.hosts[name] ?? '';
  const snapshot = (daysAgo: number, vm: string, name: string): void =>
    history.at(daysAgo, () => stage.call('VM.snapshot', population.vm(vm), name));
  const checkpoint = (daysAgo: number, vm: string, name: string): void =>
    history.at(daysAgo, () => stage.call('VM.checkpoint', population.vm(vm), name));
  snapshot(35, 'dc-1', 'Before the December updates');
  snapshot(20, 'db-1', 'Before 9.4');
  snapshot(11, 'app-1', 'Release 48');
  snapshot(4, 'app-1', 'Release 49');
  snapshot(8, 'wiki-1', 'Before the theme');
  checkpoint(13, 'erp-app-1', 'Before the year-end closing');
  snapshot(1.3, 'win10-test', 'Clean install');
  snapshot(1.2, 'win10-test', 'Office programs');
  checkpoint(1.1, 'win10-test', 'Ready for tests');

  history.at(0.9, () => enterMaintenance(builder, host('granta-1')));
  history.at(0.85, () => loseStorage(builder, host('granta-1'), site.storage.archive));
  tellAlerts(builder, site, population, history);
}

/** As XenCenter does it: no new guests, and a note that this is on purpose. */
async function enterMaintenance({ stage }: Builder, host: Ref<'host'>): Promise<void> {
  await stage.call('host.disable', host);
  for (const vm of await stage.call('host.get_resident_VMs', host)) {
    if (!(await stage.call('VM.get_is_control_domain', vm)))
      await stage.call('VM.pool_migrate', vm, await roomiest(stage, vm, host), {});
  }
  await stage.call('host.add_to_other_config', host, 'MAINTENANCE_MODE', 'true');
}

/** The server with the most memory left of the others that reach the disks and networks of a guest. */
async function roomiest(stage: Builder['stage'], vm: Ref<'VM'>, except: Ref<'host'>): Promise<Ref<'host'>> {
  let best: Ref<'host'> = '';
  let most = -1;
  for (const host of await stage.call('VM.get_possible_hosts', vm)) {
    if (host === except) continue;
    const free = await stage.call('host.compute_free_memory', host);
    if (free > most) [best, most] = [host, free];
  }
  return best;
}

async function loseStorage({ stage }: Builder, host: Ref<'host'>, sr: Ref<'SR'>): Promise<void> {
  for (const [pbd, record] of Object.entries(await stage.call('PBD.get_all_records'))) {
    if (record.host === host && record.SR === sr) await stage.call('PBD.unplug', pbd);
  }
}

const CPU_ALARM =
  'value: 0.978125\nconfig:\n<variable>\n\t<name value="cpu_usage"/>\n\t<alarm_trigger_level value="0.95"/>\n\t<alarm_trigger_period value="300"/>\n\t<alarm_auto_inhibit_period value="3600"/>\n</variable>';
const DISK_ALARM =
  'value: 0.912004\nconfig:\n<variable>\n\t<name value="fs_usage"/>\n\t<alarm_priority value="1"/>\n\t<alarm_trigger_level value="0.9"/>\n\t<alarm_trigger_period value="60"/>\n</variable>';

const FAILED_LOGINS =
  '<body><total>7</total><known><username>root</username><ip>10.20.0.118</ip><number>7</number></known></body>';

function tellAlerts({ stage }: Builder, site: Site, population: Population, history: History): void {
  const alert = (
    daysAgo: number,
    name: string,
    priority: number,
    cls: Enums['cls'],
    uuid: () => Promise<string>,
    body: string,
  ): void =>
    history.at(daysAgo, async () => {
      await stage.call('message.create', name, priority, cls, await uuid(), body);
    });
  const server = (name: string) => () => stage.call('host.get_uuid', site.hosts[name] ?? '');
  const guest = (name: string) => () => stage.call('VM.get_uuid', population.vm(name));
  const pool = () => stage.call('pool.get_uuid', site.pool);
  // What VMs did is posted at priority 5; a pool of weeks has thousands, and its administrators clear the old ones.
  history.at(0.02, () => {
    const before = toXapiDate(stage.nowMs - 2 * DAY_MS);
    return stage.call('message.destroy_all', { priority: '5', before });
  });
  const bond = (change: string): string => `The status of the eth1+eth2 bond changed: ${change}`;
  alert(17.6, 'HOST_CLOCK_SKEW_DETECTED', 3, 'Host', server('granta-2'), '3.214');
  alert(6.4, 'BOND_STATUS_CHANGED', 3, 'Host', server('ouse-1'), bond('1/2 up (2/2 up)'));
  alert(6.39, 'BOND_STATUS_CHANGED', 3, 'Host', server('ouse-1'), bond('2/2 up (1/2 up)'));
  history.at(4.201, () => crash(stage, population.vm('sequencer-2')));
  alert(4.2, 'VM_CRASHED', 2, 'VM', guest('sequencer-2'), '');
  alert(2.7, 'ALARM', 3, 'VM', guest('runner-4'), CPU_ALARM);
  alert(1.6, 'ALARM', 1, 'Host', server('granta-3'), DISK_ALARM);
  alert(0.84, 'PBD_PLUG_FAILED_ON_SERVER_START', 3, 'Host', server('granta-1'), '');
  alert(0.06, 'FAILED_LOGIN_ATTEMPTS', 3, 'Pool', pool, FAILED_LOGINS);
  alert(0.012, 'LICENSE_SERVER_CONNECTED', 4, 'Host', server('granta-1'), '');
}

/** A guest that fell over; its server starts it anew, as it was told to after a crash. */
async function crash(stage: Builder['stage'], vm: Ref<'VM'>): Promise<void> {
  await stage.call('VM.hard_reboot', vm);
}
