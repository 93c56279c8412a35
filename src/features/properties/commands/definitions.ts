import { planned, xeLine } from '../../commands';
import type { ListRow, PlannedCall } from '../../commands';
import { only } from '../../objects';
import type { Inventory } from '../../objects';
import { xmlText } from '../../values';

/** XenCenter keeps the custom fields of an object in its `other_config`, and knows them by the pool. */
const DEFINITIONS = 'XenCenter.CustomFields';
const LONGEST = 64 * 1024;

function definitionsOf(inventory: Inventory): string {
  return only(inventory, 'pool')?.[1].gui_config[DEFINITIONS] ?? '';
}

/** Whether there is more than is read here: then nothing may be written in its place. */
export const isLong = (inventory: Inventory): boolean => definitionsOf(inventory).length > LONGEST;

/** XenCenter knows two types of fields. */
export type FieldType = 'String' | 'Date';

export interface Definition {
  readonly name: string;
  readonly type: FieldType;
  /** As it stands: what is not known of it is kept. */
  readonly xml: string;
}

/** One definition, empty or with an end of its own. */
const DEFINITION = /<CustomFieldDefinition\b(?:"[^"]*"|'[^']*'|[^>"'])*>/g;

function attribute(xml: string, name: string): string {
  const [, double, single = ''] = new RegExp(String.raw`\s${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`).exec(xml) ?? [];
  return xmlText(double ?? single);
}

/** The fields that the pool knows. */
export function definitions(inventory: Inventory): readonly Definition[] {
  if (isLong(inventory)) return [];
  return (definitionsOf(inventory).match(DEFINITION) ?? []).map((found): Definition => ({
    name: attribute(found, 'name'),
    type: attribute(found, 'type') === 'Date' ? 'Date' : 'String',
    xml: found.replace(/\s*\/?>$/, ' />'),
  }));
}

/** The type of a field: that of the pool, else the one that was chosen for it. */
export function typeOf(known: readonly Definition[], { name = '', type = '' }: ListRow): FieldType {
  return known.find((each) => each.name === name.trim())?.type ?? (type === 'Date' ? 'Date' : 'String');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function definitionXml(name: string, type: FieldType): string {
  return `<CustomFieldDefinition name="${escaped(name)}" type="${type}" defaultValue="" />`;
}

/** The calls by which the pool knows exactly these fields. */
export function writeDefinitions(inventory: Inventory, fields: readonly string[]): readonly PlannedCall[] {
  const [ref, pool] = only(inventory, 'pool') ?? [];
  if (ref === undefined || !pool) return [];
  const before = pool.gui_config[DEFINITIONS];
  const xml = fields.length === 0 ? '' : `<CustomFieldDefinitions>${fields.join('')}</CustomFieldDefinitions>`;
  if (xml === (before ?? '')) return [];
  const { uuid } = pool;
  const removeLine = xeLine('pool-param-remove', { uuid, 'param-name': 'gui-config', 'param-key': DEFINITIONS });
  const remove = planned(xml === '' ? removeLine : '', 'pool.remove_from_gui_config', ref, DEFINITIONS);
  const line = xeLine('pool-param-set', { uuid, [`gui-config:${DEFINITIONS}`]: xml });
  return [
    ...(before === undefined ? [] : [remove]),
    ...(xml === '' ? [] : [planned(line, 'pool.add_to_gui_config', ref, DEFINITIONS, xml)]),
  ];
}
