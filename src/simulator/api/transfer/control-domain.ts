import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { World } from '../world';

/** How the control domain calls a disk that a transfer reads or writes. */
const BACKEND = 'sm/backend';

/** Its name for a disk. */
export function backendName({ db }: World, disk: Pick<Records['VDI'], 'SR' | 'uuid'>): string {
  return `${BACKEND}/${db.row('SR', disk.SR).uuid}/${disk.uuid}`;
}

/** Whether it holds a disk for a transfer, of a repository where that is given. */
export function isForTransfer({ device }: Pick<Records['VBD'], 'device'>, sr = ''): boolean {
  return device.startsWith(sr === '' ? `${BACKEND}/` : `${BACKEND}/${sr}/`);
}

/** With what the control domain of a server holds a disk for a transfer. */
export function heldBy({ db }: World, host: Ref<'host'>, vdi: Ref<'VDI'>): Ref<'VBD'> | null {
  const domain = db.get('VM', db.row('host', host).control_domain);
  const found = domain?.VBDs.find((ref) => {
    const vbd = db.row('VBD', ref);
    return vbd.VDI === vdi && isForTransfer(vbd);
  });
  return found ?? null;
}
