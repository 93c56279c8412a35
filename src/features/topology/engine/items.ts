import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Tone } from '../../../ui/display/badge';
import type { GlyphSpec } from '../../../ui/glyphs/kinds';
import type { ObjectClass } from '../../navigation';
import { glyphFor, glyphOf, kindOf, labelOr, multipathOf, nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import type { Group, Item, Subject } from './model';

const NIC = glyphFor('network', null, null, 'nic');
const BOND = glyphFor('network', null, null, 'bond');

/** What makes items of one pool. */
export interface Maker {
  readonly inventory: Inventory;
  readonly connection: string;
}

/** An item for an object; nothing for what is not there. */
export function item(
  { inventory, connection }: Maker,
  cls: ObjectClass,
  ref: string,
  detail = '',
  tone: Tone = 'neutral',
): readonly Item[] {
  const kind = isNullRef(ref) ? null : kindOf(inventory, cls, ref);
  const name = kind && nameOf(inventory, cls, ref);
  const glyph = kind && glyphOf(inventory, kind, ref);
  if (!kind || name === undefined || name === null || !glyph) return [];
  return [{ id: { connection, class: cls, ref }, subject: null, name, glyph, detail, tone }];
}

/** A part of a server, or something else that is no object of the tree: its name asks what depends on it. */
function part(
  maker: Maker,
  at: readonly [ObjectClass, string],
  subject: Subject,
  rest: Omit<Item, 'id' | 'subject'>,
): Item {
  return { id: { connection: maker.connection, class: at[0], ref: at[1] }, subject, ...rest };
}

export const nicGlyph = (isBond: boolean): GlyphSpec => (isBond ? BOND : NIC);

export function nicItem(maker: Maker, ref: Ref<'PIF'>, withServer = true): readonly Item[] {
  const { inventory } = maker;
  const pif = row(inventory, 'PIF', ref);
  if (!pif) return [];
  const bond = pif.bond_master_of.map((each) => row(inventory, 'Bond', each)).find((each) => each !== undefined);
  const of = isNullRef(pif.bond_slave_of) ? undefined : row(inventory, 'Bond', pif.bond_slave_of);
  const members = bond?.slaves.flatMap((each) => row(inventory, 'PIF', each)?.device ?? []).sort(compareNatural) ?? [];
  const details = [
    bond ? texts.detail.bondOf(members.join(' + ')) : '',
    of ? texts.detail.memberOf(row(inventory, 'PIF', of.master)?.device ?? '') : '',
    pif.management ? texts.detail.management : '',
  ].filter((each) => each !== '');
  return [
    part(
      maker,
      ['host', pif.host],
      { kind: 'pif', ref },
      {
        name: withServer ? texts.names.nic(pif.device, nameOf(inventory, 'host', pif.host) ?? '') : pif.device,
        glyph: nicGlyph(bond !== undefined),
        detail: details.join(', '),
        tone: 'neutral',
      },
    ),
  ];
}

/** The connection of a server to storage, by the name of its other end. */
export function pbdItem(maker: Maker, ref: Ref<'PBD'>, by: 'host' | 'SR'): readonly Item[] {
  const { inventory } = maker;
  const pbd = row(inventory, 'PBD', ref);
  const sr = pbd && row(inventory, 'SR', pbd.SR);
  const glyph = pbd && glyphOf(inventory, by === 'SR' ? 'sr' : 'host', by === 'SR' ? pbd.SR : pbd.host);
  if (!pbd || !sr || !glyph) return [];
  const name = by === 'SR' ? labelOr(sr.name_label) : (nameOf(inventory, 'host', pbd.host) ?? '');
  const { luns = [] } = multipathOf(pbd) ?? {};
  const active = Math.min(...luns.map((each) => each.active));
  const total = Math.max(...luns.map((each) => each.total));
  const paths = luns.length === 0 ? texts.detail.attached : texts.detail.paths(active, total);
  return [
    part(
      maker,
      ['host', pbd.host],
      { kind: 'pbd', ref },
      {
        name,
        glyph,
        detail: pbd.currently_attached ? paths : texts.detail.detached,
        tone: !pbd.currently_attached ? 'danger' : active < total ? 'warning' : 'ok',
      },
    ),
  ];
}

export function pathItem(maker: Maker, ref: Ref<'PBD'>): readonly Item[] {
  const { inventory } = maker;
  const pbd = row(inventory, 'PBD', ref);
  if (!pbd || (multipathOf(pbd)?.luns.length ?? 0) === 0) return [];
  const server = nameOf(inventory, 'host', pbd.host) ?? '';
  const storage = nameOf(inventory, 'SR', pbd.SR) ?? '';
  return pbdItem(maker, ref, 'host').map((each) => ({
    ...each,
    subject: { kind: 'path', ref },
    name: texts.names.onePath(storage, server),
  }));
}

export function group(
  id: keyof typeof texts.groups,
  items: readonly Item[],
  title: string = texts.groups[id],
): readonly Group[] {
  return items.length === 0 ? [] : [{ id, title, items }];
}

export const byName = (items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => compareNatural(a.name, b.name));
