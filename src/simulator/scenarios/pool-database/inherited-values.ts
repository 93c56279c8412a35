import type { ClassName } from '../../../xapi/datamodel/ref';
import type { DraftRow } from './draft';

type Rule = (row: DraftRow) => unknown;

/**
 * Fields that older releases did not have, but that follow from others; a default would say something wrong.
 * Sources: xapi_db_upgrade.ml (domain_type, has_vendor_device), dbsync_master.ml (is_tools_sr), xapi_sr.ml
 * (is_tools_iso); templates carried the mark of the default ones in `other_config` alone.
 */
const RULES: Partial<Record<ClassName, Readonly<Record<string, Rule>>>> = {
  VM: {
    domain_type: (row) => (row['HVM_boot_policy'] === '' ? 'pv' : 'hvm'),
    has_vendor_device: () => false,
    is_default_template: (row) => row['is_a_template'] === true && has(row['other_config'], 'default_template', 'true'),
  },
  SR: {
    is_tools_sr: (row) =>
      has(row['other_config'], 'xenserver_tools_sr') || has(row['other_config'], 'xensource_internal'),
  },
  VDI: {
    is_tools_iso: (row) => has(row['sm_config'], 'xs-tools', 'true'),
  },
};

/** Gives the fields of a row whose columns the file lacks the value that xapi gives them when it upgrades. */
export function inheritValues(cls: ClassName, row: DraftRow, isPresent: (column: string) => boolean): void {
  for (const [field, rule] of Object.entries(RULES[cls] ?? {})) {
    if (!isPresent(field)) row[field] = rule(row);
  }
}

function has(map: unknown, key: string, value?: string): boolean {
  const found = (map as Readonly<Record<string, unknown>>)[key];
  return value === undefined ? found !== undefined : found === value;
}
