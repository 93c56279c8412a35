import { expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import { customFields } from './custom-fields';

it('fields of several pools are told once, and a date from a text of the same name', () => {
  const defining = (fields: readonly (readonly [string, string])[]) => {
    const pool = makePool({ hosts: 1, vms: 0 });
    const definitions = fields.map(([name, type]) => `<CustomFieldDefinition name="${name}" type="${type}" />`);
    pool.set('pool', 'pool', {
      gui_config: {
        'XenCenter.CustomFields': `<CustomFieldDefinitions>${definitions.join('')}</CustomFieldDefinitions>`,
      },
    });
    return pool.inventory();
  };
  const first = defining([
    ['Owner', 'String'],
    ['Until &amp; when', 'Date'],
  ]);
  const second = defining([
    ['Owner', 'String'],
    ['Until &amp; when', 'String'],
  ]);
  expect(customFields([first, second])).toEqual([
    { name: 'Owner', isDate: false },
    { name: 'Until & when', isDate: false },
    { name: 'Until & when', isDate: true },
  ]);
});
