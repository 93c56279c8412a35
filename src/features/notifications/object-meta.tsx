import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { ObjectAnchor } from '../navigation';
import { glyphOf, kindOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { useCallback } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { NamedObject } from './alert-rows';
import styles from './notifications.module.css';

const CLASSES: readonly ClassName[] = ['VM', 'host', 'host_metrics', 'SR', 'PBD', 'VDI', 'pool', 'VM_appliance'];

/** An object with the glyph of its present state, as a link to it. */
export function ObjectMeta({ object }: { readonly object: NamedObject }) {
  const { class: cls, ref } = object.id;
  const select = useCallback(
    (inventory: Inventory) => {
      const kind = kindOf(inventory, cls, ref);
      return kind === null ? undefined : glyphOf(inventory, kind, ref);
    },
    [cls, ref],
  );
  const glyph = useDerived(CLASSES, select);
  return (
    <span className={styles['withIcon']}>
      {glyph === undefined ? null : <ObjectGlyph {...glyph} />}
      <ObjectAnchor id={object.id}>{object.name}</ObjectAnchor>
    </span>
  );
}
