import { textInput } from '../../commands';
import type { Input } from '../../commands';

/** The fields of the wizard. Those about one part of a file have it in their name. */
export const FIELD = {
  file: 'file',
  name: 'name',
  storage: 'storage',
  home: 'home',
  start: 'start',
  verify: 'verify',
  licence: 'licence',
  network: (name: string) => `network ${name}`,
  disk: (machine: number, at: number) => `disk ${machine} ${at}`,
  machine: (at: number) => `machine ${at}`,
} as const;

/** No home server; the network that the file names. */
export const NONE = 'none';

export const networkFor = (input: Input, name: string): string => textInput(input, FIELD.network(name));
