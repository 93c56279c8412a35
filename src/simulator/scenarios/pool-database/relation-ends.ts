import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import { EMPTY_SET } from '../../engine/defaults';
import { linksOf, type Link } from '../../engine/relations';
import { isKept, tableClasses } from './columns';
import type { Draft } from './draft';

/**
 * Makes both ends of every relation agree. A derived set (VM.VBDs) holds the rows that point here (VBD.VM), in the
 * order in which the file listed them; rows that it did not list follow. Of two sets (host.updates and
 * pool_update.hosts) each gains what only the other one had.
 */
export function rebuildRelationEnds(draft: Draft): void {
  for (const cls of tableClasses.filter(isKept)) {
    const links = linksOf(cls);
    for (const link of links.members) {
      setMembers(draft, cls, link, pointers(draft, link.otherClass, link.otherField, false));
    }
    for (const link of links.peers) {
      if (cls > link.otherClass) continue;
      joinPeers(draft, cls, link);
    }
  }
}

function joinPeers(draft: Draft, cls: ClassName, link: Link): void {
  const here = pointers(draft, link.otherClass, link.otherField, true);
  const there = pointers(draft, cls, link.field, true);
  addMembers(draft, cls, link.field, here);
  addMembers(draft, link.otherClass, link.otherField, there);
}

/** Which rows of a class name each object in a field. */
function pointers(draft: Draft, cls: ClassName, field: string, isSet: boolean): ReadonlyMap<Ref, readonly Ref[]> {
  const found = new Map<Ref, Ref[]>();
  for (const [ref, row] of draft.drafts(cls)) {
    const targets = isSet ? (row[field] as readonly Ref[]) : [row[field] as Ref];
    for (const target of targets) {
      const before = found.get(target);
      if (before === undefined) found.set(target, [ref]);
      else before.push(ref);
    }
  }
  return found;
}

function setMembers(draft: Draft, cls: ClassName, link: Link, pointing: ReadonlyMap<Ref, readonly Ref[]>): void {
  for (const [ref, row] of draft.drafts(cls)) {
    const members = new Set(pointing.get(ref));
    const listed = (row[link.field] as readonly Ref[]).filter((member) => members.has(member));
    row[link.field] = members.size === 0 ? EMPTY_SET : [...new Set([...listed, ...members])];
  }
}

function addMembers(draft: Draft, cls: ClassName, field: string, pointing: ReadonlyMap<Ref, readonly Ref[]>): void {
  for (const [ref, row] of draft.drafts(cls)) {
    const listed = row[field] as readonly Ref[];
    const all = new Set([...listed, ...(pointing.get(ref) ?? [])]);
    if (all.size !== listed.length) row[field] = [...all];
  }
}
