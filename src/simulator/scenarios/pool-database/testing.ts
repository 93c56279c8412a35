import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { PoolDatabase } from './pool-database';

/** The smallest dump that opens without a notice, with more tables, attributes or manifest pairs where a test needs them. */
export function dump(
  parts: { readonly tables?: string; readonly pool?: string; readonly host?: string; readonly vm?: string } = {},
): string {
  return [
    '<database><manifest><pair key="schema_major_vsn" value="5"/><pair key="schema_minor_vsn" value="909"/>',
    '<pair key="generation_count" value="9"/></manifest>',
    `<table name="pool"><row ref="OpaqueRef:p" uuid="p" master="OpaqueRef:h" ${parts.pool ?? ''}/></table>`,
    `<table name="host"><row ref="OpaqueRef:h" uuid="h" metrics="OpaqueRef:hm" ${parts.host ?? ''}/></table>`,
    '<table name="host_metrics"><row ref="OpaqueRef:hm" uuid="hm" live="true"/></table>',
    '<table name="VM"><row ref="OpaqueRef:d" uuid="d" is_control_domain="true" power_state="Running" domid="0" ',
    `resident_on="OpaqueRef:h" metrics="OpaqueRef:dm"/>${parts.vm ?? ''}</table>`,
    '<table name="VM_metrics"><row ref="OpaqueRef:dm" uuid="dm"/></table>',
    `${parts.tables ?? ''}</database>`,
  ].join('\n');
}

/** A record of a database; throws when there is none. */
export function record<C extends ClassName>(database: PoolDatabase, cls: C, ref: Ref<C>): Records[C] {
  const entry = database.tables.get(cls)?.entries.get(ref);
  if (entry === undefined) throw new Error(`There is no ${cls} ${ref}`);
  return entry.row as Records[C];
}

/** What has to survive writing and reading: all of it but the notices, and where the file came from. */
export function content(database: PoolDatabase): Omit<PoolDatabase, 'notices' | 'fileSchema'> {
  const { generation, tables, manifest, unknown } = database;
  return { generation, tables, manifest, unknown };
}
