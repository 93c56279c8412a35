import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { isNullRef } from '../../xapi/datamodel/ref';
import { OBJECT_GROUPS, groupLabel } from '../infrastructure';
import type { ObjectGroup } from '../infrastructure';
import type { ObjectId } from '../navigation';
import { glyphOf, homeHost, kindOf, nameOf, objectTexts, row, srHost, statusOf } from '../objects';
import type { Inventory, ObjectKind, Status } from '../objects';
import { formatCount } from '../values';
import { texts } from './texts';

/** What the header says about the selection. */
export interface Heading {
  readonly title: string;
  /** The type, and where it is: "Virtual machine on server 1". */
  readonly subtitle: string;
  readonly glyph: GlyphSpec;
  readonly status: Status | null;
  /** Null for groups, several objects and the whole console. */
  readonly kind: ObjectKind | null;
}

/** Null when the selected object is not in the inventory. */
export function describeSelection(inventory: Inventory, selection: readonly ObjectId[]): Heading | null {
  const [id] = selection;
  if (!id)
    return {
      title: texts.everything,
      subtitle: texts.everythingText,
      glyph: { kind: 'root' },
      status: null,
      kind: null,
    };
  if (selection.length > 1) return several(inventory, selection);
  switch (id.class) {
    case 'group': {
      const title = isGroup(id.ref) ? groupLabel(id.ref) : id.ref;
      return { title, subtitle: '', glyph: { kind: 'group' }, status: null, kind: null };
    }
    case 'tag':
      return { title: texts.tag(id.ref), subtitle: '', glyph: { kind: 'tag' }, status: null, kind: null };
    case 'folder':
      return { title: texts.folder(id.ref), subtitle: '', glyph: { kind: 'folder' }, status: null, kind: null };
    case 'field': {
      const title = id.ref.replace('\n', ': ');
      return { title, subtitle: '', glyph: { kind: 'custom-field' }, status: null, kind: null };
    }
    default:
      return one(inventory, id);
  }
}

function one(inventory: Inventory, id: ObjectId): Heading | null {
  const kind = kindOf(inventory, id.class, id.ref);
  const title = kind && nameOf(inventory, id.class, id.ref);
  const glyph = kind && glyphOf(inventory, kind, id.ref);
  if (!kind || !title || !glyph) return null;
  const subtitle = [objectTexts.kinds[kind], placeOf(inventory, id)].filter((part) => part !== '').join(' ');
  return { title, subtitle, glyph, status: statusOf(inventory, kind, id.ref) ?? null, kind };
}

function several(inventory: Inventory, selection: readonly ObjectId[]): Heading {
  const counts = new Map<ObjectKind, number>();
  for (const id of selection) {
    const kind = kindOf(inventory, id.class, id.ref);
    if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [only] = counts.keys();
  // Objects of another pool are not in this inventory: they only count.
  if (counts.size === 1 && only && counts.get(only) === selection.length) {
    const title = `${formatCount(selection.length)} ${objectTexts.kindsPlural[only].toLowerCase()}`;
    return { title, subtitle: '', glyph: { kind: 'group' }, status: null, kind: null };
  }
  const subtitle = [...counts]
    .map(
      ([kind, count]) =>
        `${count} ${(count === 1 ? objectTexts.kinds[kind] : objectTexts.kindsPlural[kind]).toLowerCase()}`,
    )
    .join(', ');
  return { title: texts.several(selection.length), subtitle, glyph: { kind: 'group' }, status: null, kind: null };
}

function placeOf(inventory: Inventory, { class: cls, ref }: ObjectId): string {
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      if (!vm) return '';
      if (vm.is_a_snapshot) return prefixed(texts.of, nameOf(inventory, 'VM', vm.snapshot_of));
      const home = homeHost(inventory, vm);
      return home === null ? '' : prefixed(texts.on, nameOf(inventory, 'host', home));
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      const host = sr ? srHost(inventory, sr) : null;
      return host === null ? '' : prefixed(texts.on, nameOf(inventory, 'host', host));
    }
    case 'VDI':
      return prefixed(texts.on, nameOf(inventory, 'SR', row(inventory, 'VDI', ref)?.SR ?? ''));
    case 'PGPU':
      return prefixed(texts.on, nameOf(inventory, 'host', row(inventory, 'PGPU', ref)?.host ?? ''));
    case 'host': {
      const pool = [...(inventory.pool?.values() ?? [])][0];
      return pool && pool.name_label !== '' && !isNullRef(pool.master) ? prefixed(texts.of, pool.name_label) : '';
    }
    default:
      return '';
  }
}

function prefixed(words: (name: string) => string, name: string | undefined): string {
  return name === undefined ? '' : words(name);
}

function isGroup(ref: string): ref is ObjectGroup {
  return OBJECT_GROUPS.some((group) => group === ref);
}
