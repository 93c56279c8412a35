import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { callInside } from '../dispatch';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call } from '../world';

const NBD_PORT = 10_809;

/** Addresses at which a server offers disks: those of its interfaces on networks with the purpose. */
function addressesOf({ db }: Call, host: Ref<'host'>): readonly string[] {
  return db
    .row('host', host)
    .PIFs.map((pif) => db.row('PIF', pif))
    .filter(({ currently_attached, network }) => {
      const purpose = db.get('network', network)?.purpose ?? [];
      return currently_attached && (purpose.includes('nbd') || purpose.includes('insecure_nbd'));
    })
    .flatMap(({ IP, IPv6 }) => [IP, ...IPv6].filter((address) => address !== ''));
}

define({
  // xapi_vdi.ml get_nbd_info: one entry for each address of each server that has the repository.
  'VDI.get_nbd_info': async (call, self) => {
    const { db, world, session } = call;
    const vdi = need(db, 'VDI', self);
    if (vdi.type === 'cbt_metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', self, vdi.type);
    const exportname = `/${vdi.uuid}?session_id=${session ?? ''}`;
    const found: Records['vdi_nbd_server_info'][] = [];
    for (const pbd of need(db, 'SR', vdi.SR).PBDs.map((ref) => db.row('PBD', ref))) {
      const addresses = pbd.currently_attached ? addressesOf(call, pbd.host) : [];
      if (addresses.length === 0) continue;
      const cert = String(await callInside(world, 'host.get_server_certificate', [pbd.host]));
      const subject = db.row('host', pbd.host).hostname;
      for (const address of addresses) found.push({ exportname, address, port: NBD_PORT, cert, subject });
    }
    return found;
  },
});
