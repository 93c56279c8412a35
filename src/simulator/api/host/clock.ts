import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { fromXapiDate, toXapiDate, type Call } from '../world';
import { localDb, putLocal } from './local-db';
import { assertOnline } from './operations';

/** How far the clock of a server is ahead of the world's, ms; only a server without NTP has another time. */
const OFFSET = 'clock_offset_ms';

function timeOf(call: Call, host: Ref<'host'>): number {
  return call.engine.nowMs + Number(localDb(call.world, host)[OFFSET] ?? 0);
}

function set(call: Call, self: Ref<'host'>, values: Partial<Records['host']>): void {
  call.db.transaction(() => call.db.update('host', self, values));
}

const TIMEZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** A moment in a time zone, as a date without a zone: `20260131T09:05:07` (clock/date.ml localtime). */
function localText(timeMs: number, timeZone: string): string {
  const zone = TIMEZONES.includes(timeZone) ? timeZone : 'UTC';
  const options: Intl.DateTimeFormatOptions = {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  };
  const parts = new Intl.DateTimeFormat('en-US', options).formatToParts(timeMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '00';
  return `${part('year')}${part('month')}${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** Servers that chrony comes with, used in the mode `Factory`. */
const FACTORY_SERVERS = [
  '0.centos.pool.ntp.org',
  '1.centos.pool.ntp.org',
  '2.centos.pool.ntp.org',
  '3.centos.pool.ntp.org',
];
/** The gateway of a network often hands out time as well. */
function ntpServers(call: Call, host: Records['host']): readonly string[] {
  switch (host.ntp_mode) {
    case 'Custom':
      return host.ntp_custom_servers;
    case 'Factory':
      return FACTORY_SERVERS;
    case 'DHCP': {
      const management = host.PIFs.map((pif) => call.db.row('PIF', pif)).find((pif) => pif.management);
      return management === undefined || management.gateway === '' ? [] : [management.gateway];
    }
    case 'Disabled':
      return [];
  }
}

define({
  'host.get_servertime': (call, host) => {
    assertOnline(call.world, host);
    return toXapiDate(timeOf(call, host));
  },
  'host.get_server_localtime': (call, host) => localText(timeOf(call, host), assertOnline(call.world, host).timezone),
  'host.set_servertime': (call, self, value) => {
    if (assertOnline(call.world, self).ntp_mode !== 'Disabled') {
      throw new Fault('NOT_ALLOWED_WHEN_NTP_IS_ENABLED', self);
    }
    putLocal(call.world, self, OFFSET, String(fromXapiDate(value) - call.engine.nowMs));
  },
  'host.set_ntp_mode': (call, self, ntp_mode) => {
    const host = assertOnline(call.world, self);
    if (ntp_mode === 'Custom' && host.ntp_custom_servers.length === 0) {
      throw new Fault('INVALID_NTP_CONFIG', "Can't set ntp_mode to Custom when ntp_custom_servers is empty");
    }
    if (ntp_mode !== 'Disabled' && localDb(call.world, self)[OFFSET] !== undefined) {
      putLocal(call.world, self, OFFSET, '0');
    }
    set(call, self, { ntp_mode });
  },
  'host.set_ntp_custom_servers': (call, self, ntp_custom_servers) => {
    if (assertOnline(call.world, self).ntp_mode === 'Custom' && ntp_custom_servers.length === 0) {
      throw new Fault('INVALID_NTP_CONFIG', "Can't set ntp_custom_servers empty when ntp_mode is Custom");
    }
    set(call, self, { ntp_custom_servers });
  },
  // The first server is followed, the others stand by (chronyc: `*` current best, `+` combined).
  'host.get_ntp_servers_status': (call, self) => {
    const servers = ntpServers(call, assertOnline(call.world, self));
    return Object.fromEntries(servers.map((server, at) => [server, at === 0 ? 'Current best' : 'Combined']));
  },
  'host.get_ntp_synchronized': (call, self) => {
    return ntpServers(call, assertOnline(call.world, self)).length > 0;
  },
  'host.set_timezone': (call, self, timezone) => {
    assertOnline(call.world, self);
    if (!TIMEZONES.includes(timezone)) throw new Fault('INVALID_VALUE', 'timezone', timezone);
    set(call, self, { timezone });
  },
  'host.list_timezones': (call, self) => {
    assertOnline(call.world, self);
    return TIMEZONES;
  },
});
