import type { Connection } from '../../../xapi/client/contract';
import { toXapiError } from '../../../xapi/client/xapi-error';
import type { Choice } from '../../commands';
import { labelOr, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes, xmlText } from '../../values';
import { texts } from './texts';

export type DeviceConfig = Readonly<Record<string, string>>;
export type Call = Connection['call'];

/** Where and how the pool is to look. */
export interface Place {
  readonly host: string;
  /** Driver of the storage manager. */
  readonly driver: string;
  readonly config: DeviceConfig;
}

/** The texts inside of each element of a name, by the names of its children; the storage manager's XML nests no deeper. */
export function entriesOf(xml: string, name: string): readonly Readonly<Record<string, string>>[] {
  return [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map(([, inside = '']) =>
    Object.fromEntries(
      [...inside.matchAll(/<([\w-]+)>([^<]*)<\/\1>/g)].map(([, key = '', text = '']) => [key, xmlText(text.trim())]),
    ),
  );
}

/**
 * What the storage manager answers to a probe. Asked for what it lists, it answers with an error that carries the list
 * (sm: SR_BACKEND_FAILURE_96, 101 and 107, third parameter); any other error is one.
 */
async function probe(call: Call, { host, driver, config }: Place): Promise<string> {
  try {
    return await call('SR.probe', host, config, driver, {});
  } catch (thrown) {
    const error = toXapiError(thrown);
    const list = error.params[2]?.trim() ?? '';
    if (error.code.startsWith('SR_BACKEND_FAILURE_') && list.startsWith('<')) return list;
    throw error;
  }
}

export async function findExports(call: Call, place: Place): Promise<readonly Choice[]> {
  return entriesOf(await probe(call, place), 'Export').map(({ Path = '', Accesslist = '' }) => ({
    key: Path,
    label: Path,
    detail: Accesslist,
    reason: null,
  }));
}

export async function findTargets(call: Call, place: Place): Promise<readonly Choice[]> {
  // An array tells of a target once for each portal by which it is reached.
  const portals = new Map<string, string[]>();
  for (const { TargetIQN = '', IPAddress = '', Port = '' } of entriesOf(await probe(call, place), 'TGT')) {
    const all = portals.get(TargetIQN) ?? [];
    portals.set(TargetIQN, [...all, Port === '' ? IPAddress : `${IPAddress}:${Port}`]);
  }
  return [...portals].map(([key, all]) => ({ key, label: key, detail: all.join(', '), reason: null }));
}

/** LUNs of a target, or of the fabric that the server is on. */
export async function findLuns(call: Call, place: Place): Promise<readonly Choice[]> {
  const xml = await probe(call, place);
  const found = [...entriesOf(xml, 'LUN'), ...entriesOf(xml, 'BlockDevice')];
  const byId = new Map(found.map((lun) => [lun['SCSIid'] ?? '', lun]));
  return [...byId].map(([id, lun]) => ({
    key: id,
    label: [lun['vendor'], lun['serial'], id].filter((word) => word !== undefined && word !== '').join(' '),
    detail: texts.search.lun(formatBytes(Number(lun['size'] ?? -1)), lun['LUNid'] ?? lun['lun'] ?? ''),
    reason: null,
  }));
}

/** Repositories that lie there, after the choice of a new one. */
export async function findRepositories(call: Call, place: Place, inventory: Inventory): Promise<readonly Choice[]> {
  const known = new Map([...rows(inventory, 'SR').values()].map((sr) => [sr.uuid, sr.name_label]));
  const found = entriesOf(await probe(call, place), 'SR').map(({ UUID: uuid = '' }): Choice => {
    const name = known.get(uuid);
    return {
      key: uuid,
      label: repositoryLabel(uuid),
      detail: name === undefined ? '' : labelOr(name),
      reason: name === undefined ? null : texts.search.inPool,
    };
  });
  const detail = found.length === 0 ? texts.search.noRepositories : '';
  return [{ key: NEW, label: repositoryLabel(NEW), detail, reason: null }, ...found];
}

/** The choice of a new repository where others lie. */
export const NEW = 'new';

/** What to do there: make a new repository, or attach the one with this uuid. */
export const repositoryLabel = (key: string): string => (key === NEW ? texts.search.fresh : texts.search.known(key));
