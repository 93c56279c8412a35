import { DATE_FIELD, FIELD } from '../query/field-properties';
import type { XmlNode } from './xml-tree';

/** How XenCenter names a custom field wherever one is meant. */
export function definition(id: string): XmlNode {
  const isDate = id.startsWith(DATE_FIELD);
  const name = id.slice((isDate ? DATE_FIELD : FIELD).length);
  return {
    name: 'CustomFieldDefinition',
    attributes: { name, type: isDate ? 'Date' : 'String', defaultValue: '' },
    children: [],
  };
}
