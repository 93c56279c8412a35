import { rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, xmlText } from '../../values';

export interface CustomField {
  readonly name: string;
  readonly isDate: boolean;
}

const DEFINITION = /<CustomFieldDefinition\s([^>]*?)\/?>/g;
const ATTRIBUTE = /(\w+)="([^"]*)"/g;

/**
 * The custom fields that these pools define, where XenCenter keeps them: as XML in `gui_config`. A text and a date of one
 * name, in different pools, are two.
 */
export function customFields(inventories: readonly Inventory[]): readonly CustomField[] {
  const found = new Map<string, CustomField>();
  for (const inventory of inventories) {
    for (const pool of rows(inventory, 'pool').values()) {
      const xml = pool.gui_config['XenCenter.CustomFields'] ?? '';
      for (const [, attributes = ''] of xml.matchAll(DEFINITION)) {
        const values = new Map(
          [...attributes.matchAll(ATTRIBUTE)].map(([, name, value = '']) => [name, xmlText(value)]),
        );
        const name = values.get('name');
        const isDate = values.get('type') === 'Date';
        if (name) found.set(`${isDate} ${name}`, { name, isDate });
      }
    }
  }
  return [...found.values()].sort((a, b) => compareNatural(a.name, b.name) || Number(a.isDate) - Number(b.isDate));
}
