import { useCallback, useEffect, useMemo, useState } from 'react';
import { PropertyList } from '../../ui/display/property-list';
import type { Property } from '../../ui/display/property-list';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { ObjectId } from '../navigation';
import { useDerived } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { CommandButton } from '../commands';
import { formatTimeWithZone } from '../values';
import { EditButton, EditedValue } from './editable-value';
import { editorOf, remedyOf, useEditors } from './editors';
import { generalSections } from './general-sections';
import { relatedObjects } from './related';
import { copyText } from './section';
import type { Row, Section } from './section';
import { ValueView } from './value-view';
import styles from './general.module.css';

/** Everything a section may speak of. Classes that are not held from the start are watched object by object. */
const CLASSES: readonly ClassName[] = [
  'pool',
  'host',
  'host_metrics',
  'VM',
  'VM_metrics',
  'VM_guest_metrics',
  'VM_appliance',
  'SR',
  'PBD',
  'VBD',
  'VDI',
  'VIF',
  'network',
  'PIF',
  'PIF_metrics',
  'Bond',
  'PGPU',
  'GPU_group',
  'VGPU',
  'VGPU_type',
  'PCI',
  'pool_update',
  'host_patch',
  'Certificate',
  'Repository',
];

/** Closed sections stay closed from object to object of a type. */
const closedByKind = new Map<ObjectKind, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

/** What is known about one object, in sections; every value can be copied, every object followed. */
export function GeneralTab({ id, kind }: { readonly id: ObjectId; readonly kind: ObjectKind }) {
  const connection = useConnection();
  const { ref } = id;
  const select = useCallback(
    (inventory: Inventory) => generalSections({ inventory, connection: connection.id }, kind, ref),
    [connection, kind, ref],
  );
  const sections = useDerived(CLASSES, select, sameSections);
  useRelated(kind, ref);
  const [collapsed, setCollapsed] = useState(() => closedByKind.get(kind) ?? NONE);
  const editors = useEditors(id);
  // The row whose value is being changed in its place, and the one where that has ended.
  const [edited, setEdited] = useState<string | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const lists = useMemo(() => {
    const close = (row: Row): void => {
      setEdited(null);
      setLeft(row.id);
    };
    const propertyFor = (row: Row): Property => {
      const editor = editors.get(editorOf(row) ?? '');
      if (editor === undefined) return withRemedy(row, id);
      const about = { id, name: row.name, editor };
      if (edited === row.id) {
        return { id: row.id, name: row.name, value: <EditedValue {...about} onClose={() => close(row)} /> };
      }
      const edit = <EditButton {...about} isFocused={left === row.id} onEdit={() => setEdited(row.id)} />;
      return { ...propertyOf(row), action: edit };
    };
    return sections.map((section) => ({ ...section, rows: section.rows.map(propertyFor) }));
  }, [sections, editors, edited, left, id]);
  return (
    <div className={styles['tab']}>
      <PropertyList
        sections={lists}
        tools={<CommandButton command="object.properties" id={id} />}
        collapsed={collapsed}
        onCollapsedChange={(next) => {
          closedByKind.set(kind, next);
          setCollapsed(next);
        }}
      />
    </div>
  );
}

function withRemedy(row: Row, id: ObjectId): Property {
  const remedy = remedyOf(row);
  const property = propertyOf(row);
  if (remedy === undefined) return property;
  const value = (
    <span className={styles['remedied']}>
      {property.value}
      <CommandButton command={remedy} id={id} size="small" />
    </span>
  );
  return { ...property, value };
}

function propertyOf(row: Row): Property {
  const { value } = row;
  return {
    id: row.id,
    name: row.name,
    value: <ValueView value={value} />,
    copy: copyText(value, formatTimeWithZone),
    monospace: (value.kind === 'text' || value.kind === 'lines') && value.monospace === true,
  };
}

/** Follows the metrics and devices of the object while its tab is open. */
function useRelated(kind: ObjectKind, ref: string): void {
  const connection = useConnection();
  const select = useCallback((inventory: Inventory) => relatedObjects(inventory, kind, ref).join(' '), [kind, ref]);
  const wanted = useDerived(CLASSES, select);
  useEffect(() => {
    const offs = relatedObjects(readInventory(connection), kind, ref).map((each) => {
      const [cls, object] = each.split('/');
      return connection.watch(cls as ClassName, object ?? '');
    });
    return () => {
      for (const off of offs) off();
    };
    // `wanted` names them all: when it changes, others are to be followed.
  }, [connection, kind, ref, wanted]);
}

function sameSections(a: readonly Section[], b: readonly Section[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
