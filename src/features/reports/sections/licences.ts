import type { Records } from '../../../xapi/datamodel/types.gen';
import { rows } from '../../objects';
import { formatTime, parseTime } from '../../values';
import { section } from '../report';
import type { Section, Source } from '../report';
import { texts } from '../texts';
import { byName, link, linesOf, NOTHING, orNothing } from './common';

const words = texts.licences;
const DAY_MS = 86_400_000;
/** XenCenter warns of a licence that ends within so many days. */
const SOON_DAYS = 30;
/** Editions without an end are written with a day decades away. */
const ENDLESS_DAYS = 10 * 365;

/** What the servers are licensed for, until when, and how many sockets of which edition that takes. */
export function licenceSections(source: Source): readonly Section[] {
  return [
    section('servers', words.servers, servers(source)),
    section('editions', words.editions, editions(source)),
    section('missing', words.missing, missing(source)),
  ];
}

const socketsOf = (host: Records['host']): number =>
  Number(host.license_params['sockets'] ?? host.cpu_info['socket_count'] ?? 0) || 0;

function servers(source: Source): Section['rows'] {
  return linesOf(source, 'host', (ref, host) => {
    const endMs = parseTime(host.license_params['expiry'] ?? '');
    const days = endMs === null ? null : Math.floor((endMs - source.takenMs) / DAY_MS);
    const address = host.license_server['address'] ?? '';
    return [
      link(source, 'host', ref),
      orNothing(host.edition),
      days === null || days > ENDLESS_DAYS ? NOTHING : formatTime(endMs),
      days === null || days > ENDLESS_DAYS ? NOTHING : String(days),
      stateOf(days),
      String(socketsOf(host)),
      address === '' || address === 'localhost' ? NOTHING : `${address}:${host.license_server['port'] ?? ''}`,
    ];
  });
}

function stateOf(days: number | null): string {
  if (days === null || days > ENDLESS_DAYS) return words.endless;
  if (days < 0) return words.ended;
  return days <= SOON_DAYS ? words.soon : words.valid;
}

function editions({ inventory }: Source): Section['rows'] {
  const found = new Map<string, { servers: number; sockets: number }>();
  for (const host of rows(inventory, 'host').values()) {
    const before = found.get(host.edition) ?? { servers: 0, sockets: 0 };
    found.set(host.edition, { servers: before.servers + 1, sockets: before.sockets + socketsOf(host) });
  }
  return byName(
    [...found].map(([edition, { servers: count, sockets }]) => [orNothing(edition), String(count), String(sockets)]),
  );
}

/** What the licence of a server leaves out, as the pool spells it. */
function missing(source: Source): Section['rows'] {
  return linesOf(source, 'host', (ref, host) => {
    const left = Object.entries(host.license_params)
      .filter(([key, value]) => key.startsWith('restrict_') && value === 'true')
      .map(([key]) => key.slice('restrict_'.length).replaceAll('_', ' '))
      .sort();
    return left.length === 0 ? null : [link(source, 'host', ref), String(left.length), left.join(', ')];
  });
}
