import { textInput } from '../../commands';
import type { Input } from '../../commands';

/** The fields of the wizard. Those about one part of a file have it in their name. */
export const FIELD = {
  from: 'from',
  address: 'address',
  reader: 'reader',
  found: 'found',
  file: 'file',
  name: 'name',
  makes: 'makes',
  vcpus: 'vcpus',
  memory: 'memory',
  firmware: 'firmware',
  nic: 'nic',
  drive: 'drive',
  storage: 'storage',
  home: 'home',
  start: 'start',
  verify: 'verify',
  licence: 'licence',
  network: (name: string) => `network ${name}`,
  disk: (machine: number, at: number) => `disk ${machine} ${at}`,
  machine: (at: number) => `machine ${at}`,
} as const;

/** What a disk becomes. */
export const MAKES = { disk: 'disk', vm: 'vm' } as const;

export const FIRMWARE = { bios: 'bios', uefi: 'uefi' } as const;
export const USUAL_VCPUS = 2;
export const USUAL_MEMORY_BYTES = 4 * 2 ** 30;

/** Where it lies: on this computer, or at an address that the pool reads by itself. */
export const FROM = { file: 'file', address: 'address' } as const;

export const addressIn = (input: Input): string =>
  textInput(input, FIELD.from) === FROM.address ? textInput(input, FIELD.address).trim() : '';

/** Who reads what is at an address: the pool reads exports of VMs, this page everything else. */
export const READER = { pool: 'pool', page: 'page' } as const;

/** The address of what the pool reads; empty: it comes through this page. */
export const poolAddressIn = (input: Input): string =>
  textInput(input, FIELD.reader) === READER.page ? '' : addressIn(input);

/** The answer that what comes through this page is known by. */
export const whatIn = (input: Input): string => textInput(input, addressIn(input) === '' ? FIELD.file : FIELD.found);

/** An address as it is shown: what it asks with may be a key. */
export const shownAddress = (address: string): string => address.replace(/\?.+$/, '?…');

/** No home server; the network that the file names. */
export const NONE = 'none';

export const networkFor = (input: Input, name: string): string => textInput(input, FIELD.network(name));

/** What a file at an address is called. */
export function nameAt(address: string): string {
  const last = new URL(address).pathname.replace(/^.*\//, '');
  try {
    return decodeURIComponent(last) || address;
  } catch {
    return last;
  }
}
