import { foundInput, textInput } from '../../commands';
import type { Input } from '../../commands';
import { only } from '../../objects';
import type { Inventory } from '../../objects';
import type { DeviceConfig, Place } from './probe';
import { NEW } from './probe';
import { texts } from './texts';

export type SrType = keyof typeof texts.types;

interface TypeFacts {
  /** Driver of the storage manager. */
  readonly driver: string;
  readonly group: string;
  readonly detail: string;
  readonly isShared: boolean;
  /** What is there can be looked for, and attached with its disks. */
  readonly isFound: boolean;
}

const FILES = { group: texts.groups.files, detail: texts.details.thin, isShared: true, isFound: true } as const;
const BLOCKS = { group: texts.groups.blocks, detail: texts.details.thick, isShared: true, isFound: true } as const;
const LIBRARY = { group: texts.groups.library, detail: texts.details.library, isShared: true, isFound: false } as const;
const LOCAL = { group: texts.groups.local, isShared: false, isFound: false } as const;

export const TYPES: Readonly<Record<SrType, TypeFacts>> = {
  nfs: { driver: 'nfs', ...FILES },
  smb: { driver: 'smb', ...FILES },
  iscsi: { driver: 'lvmoiscsi', ...BLOCKS },
  hba: { driver: 'lvmohba', ...BLOCKS },
  ext: { driver: 'ext', detail: texts.details.thin, ...LOCAL },
  lvm: { driver: 'lvm', detail: texts.details.thick, ...LOCAL },
  isoNfs: { driver: 'iso', ...LIBRARY },
  isoSmb: { driver: 'iso', ...LIBRARY },
};

export const FIELD = {
  type: 'type',
  name: 'name',
  description: 'description',
  server: 'server',
  exports: 'exports',
  path: 'path',
  version: 'version',
  options: 'options',
  share: 'share',
  user: 'user',
  password: 'password',
  target: 'target',
  port: 'port',
  chapUser: 'chapUser',
  chapPassword: 'chapPassword',
  iqn: 'iqn',
  lun: 'lun',
  host: 'host',
  device: 'device',
  existing: 'existing',
  isDefault: 'isDefault',
} as const;

export const USUAL_PORT = '3260';

export function typeIn(input: Input): SrType | null {
  const type = textInput(input, FIELD.type);
  return type in TYPES ? (type as SrType) : null;
}

const text = (input: Input, field: string): string => textInput(input, field).trim();

/** Questions of searches: without passwords, because drafts keep them. */
export const iqnQuestion = (input: Input): string => `${text(input, FIELD.target)} ${text(input, FIELD.port)}`;
export const iqnIn = (input: Input): string => foundInput(input, FIELD.iqn, iqnQuestion(input));
export const lunQuestion = (input: Input): string =>
  typeIn(input) === 'hba' ? 'hba' : `${iqnQuestion(input)} ${iqnIn(input)}`;
export const lunIn = (input: Input): string => foundInput(input, FIELD.lun, lunQuestion(input));

/** Only what was said: an empty option is none. */
function said(entries: Readonly<Record<string, string>>): DeviceConfig {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== ''));
}

/** `\\server\share` with backslashes, however it was written. */
const shareIn = (input: Input): string => text(input, FIELD.share).replaceAll('/', '\\');

/** What the driver is told, as far as it is known. */
export function configOf(input: Input): DeviceConfig {
  const user = text(input, FIELD.user);
  const password = textInput(input, FIELD.password);
  const [server, path] = [text(input, FIELD.server), text(input, FIELD.path)];
  const options = text(input, FIELD.options);
  switch (typeIn(input)) {
    case 'nfs':
      return said({ server, serverpath: path, nfsversion: text(input, FIELD.version), options });
    case 'smb':
      return said({ server: shareIn(input), username: user, password });
    case 'iscsi':
      return said({
        target: text(input, FIELD.target),
        port: text(input, FIELD.port),
        targetIQN: iqnIn(input),
        SCSIid: lunIn(input),
        chapuser: text(input, FIELD.chapUser),
        chappassword: textInput(input, FIELD.chapPassword),
      });
    case 'hba':
      return said({ SCSIid: lunIn(input) });
    case 'ext':
    case 'lvm':
      return said({ device: text(input, FIELD.device) });
    case 'isoNfs':
      return said({ location: `${server}:${path}`, type: 'nfs_iso', nfsversion: text(input, FIELD.version), options });
    case 'isoSmb':
      return said({
        location: shareIn(input).replaceAll('\\', '/'),
        type: 'cifs',
        username: user,
        cifspassword: password,
      });
    case null:
      return {};
  }
}

/** The server that makes it: the coordinator, unless it is to be on one server alone. */
export const hostOf = (inventory: Inventory, input: Input): string =>
  textInput(input, FIELD.host) || (only(inventory, 'pool')?.[1].master ?? '');

export function placeOf(inventory: Inventory, input: Input): Place {
  const type = typeIn(input);
  return { host: hostOf(inventory, input), driver: type === null ? '' : TYPES[type].driver, config: configOf(input) };
}

export const existingQuestion = (input: Input): string => {
  const { password, cifspassword, chappassword, ...rest } = configOf(input);
  return JSON.stringify(rest);
};

/** The uuid of a repository that is to be attached; empty: a new one is made. */
export function existingIn(input: Input): string {
  const uuid = foundInput(input, FIELD.existing, existingQuestion(input));
  return uuid === NEW ? '' : uuid;
}
