import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../../api/world';

/**
 * The server that a request names in its `Host` header: by address, host name or label, with or without a port.
 * Undefined when it names none of the pool's, as with 127.0.0.1: the coordinator answers then.
 */
export function hostNamed({ db }: World, header: string | undefined): Ref<'host'> | undefined {
  if (header === undefined) return undefined;
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  for (const [ref, { address, hostname, name_label }] of db.all('host')) {
    if ([address, hostname, name_label].some((text) => text !== '' && text.toLowerCase() === name)) return ref;
  }
  return undefined;
}

/** Gives every server the next loopback address, coordinator first, so that clients reach what the pool says. */
export function useLoopbackAddresses({ db }: World, coordinator: Ref<'host'>): ReadonlyMap<Ref<'host'>, string> {
  const hosts = [coordinator, ...db.refs('host').filter((ref) => ref !== coordinator)];
  const addresses = new Map(hosts.map((ref, at) => [ref, `127.0.0.${at + 1}`]));
  db.transaction(() => {
    for (const [ref, address] of addresses) {
      db.update('host', ref, { address });
      for (const pif of db.row('host', ref).PIFs) {
        if (db.row('PIF', pif).management) db.update('PIF', pif, { IP: address, netmask: '255.0.0.0' });
      }
    }
  });
  return addresses;
}
