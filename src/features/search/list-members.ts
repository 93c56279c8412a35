import type { ObjectId } from '../navigation';
import { rows } from '../objects';
import { FILED, foldersIn } from '../organization';
import type { ScopeType } from './query/model';
import type { PropertyIndex } from './query/property-index';
import type { PropertyValue, TrackedValues } from './query/property-values';
import { foundFolder, memberTest, objectsBelow } from './scope';
import type { Found, MemberTest } from './scope';

/** The objects that a list is of, in one pool; the same array while they are the same. */
export class ListMembers {
  private readonly test: MemberTest | null;
  private readonly found: TrackedValues<Found | null> | null;
  private readonly present = new Map<string, Found>();
  private members: readonly Found[] = [];
  private generation = -1;
  private again = new Set<string>();
  /** The folder of each object that can be in one; null: not looked up. */
  private filed: Map<string, PropertyValue> | null = null;
  private folders: ReadonlyMap<string, Found> = new Map();

  constructor(
    private readonly index: PropertyIndex,
    private readonly selection: readonly ObjectId[],
    scope: readonly ScopeType[] | null,
  ) {
    const test = memberTest(selection, scope);
    this.test = test;
    this.found =
      test &&
      index.tracked<Found | null>(`member ${test.key}`, (inventory, cls, ref, before) => {
        if (cls === 'folder') return null;
        const now = test.test(inventory, cls, ref);
        return now !== null && before?.kind === now.kind ? before : now;
      });
  }

  /** Follows events until the answer is called. Who does not is right too, but looks everything up after each event. */
  follow(): () => void {
    return this.index.follow((all) => {
      const { found, index } = this;
      // One that was missed before is looked for everywhere.
      if (all || found === null || this.generation !== index.generation - 1) return;
      this.generation++;
      for (const ref of found.changed) this.again.add(ref);
      for (const what of index.touched) if (!what.startsWith('*')) this.again.add(what);
    });
  }

  read(): readonly Found[] {
    if (this.generation !== this.index.generation) this.lookUpAll();
    else if (this.again.size > 0) this.lookUpAgain();
    this.generation = this.index.generation;
    this.again = new Set();
    return this.members;
  }

  private lookUpAll(): void {
    const { test, found, index } = this;
    if (test === null || found === null) {
      const next = objectsBelow(index.inventory, this.selection);
      const isSame =
        next.length === this.members.length &&
        next.every(({ ref, kind }, at) => ref === this.members[at]?.ref && kind === this.members[at].kind);
      if (!isSame) this.members = next;
      return;
    }
    this.present.clear();
    this.filed = null;
    for (const cls of test.classes) {
      for (const ref of rows(index.inventory, cls).keys()) {
        const one = found.get(cls, ref);
        if (one) this.present.set(ref, one);
      }
    }
    this.lookForFolders(test);
    const next = [...this.present.values()];
    const isSame = next.length === this.members.length && next.every((one, at) => one === this.members[at]);
    if (!isSame) this.members = next;
  }

  private lookUpAgain(): void {
    const { test, found, index } = this;
    if (test === null || found === null) return;
    let isChanged = false;
    for (const ref of this.again) {
      const before = this.present.get(ref);
      if (before?.cls === 'folder') continue;
      const cls = before?.cls ?? test.classes.find((each) => rows(index.inventory, each).has(ref));
      const now = cls === undefined ? null : found.get(cls, ref);
      if (now === (before ?? null)) continue;
      isChanged = true;
      if (now === null) this.present.delete(ref);
      else this.present.set(ref, now);
    }
    if (this.areFoldersStale()) isChanged = this.lookForFolders(test) || isChanged;
    if (isChanged) this.members = [...this.present.values()];
  }

  /** Whether an event filed something elsewhere, or had a pool keep other folders. */
  private areFoldersStale(): boolean {
    const { index, again, filed } = this;
    if (filed === null) return false;
    let isStale = false;
    for (const ref of again) {
      const cls = FILED.find((each) => rows(index.inventory, each).has(ref));
      const now = cls === undefined ? null : index.relation('folder').get(cls, ref);
      if (cls === 'pool') isStale = true;
      if (now === (filed.get(ref) ?? null)) continue;
      isStale = true;
      filed.set(ref, now);
    }
    return isStale;
  }

  /** Answers whether folders have come or gone. */
  private lookForFolders({ folders: isIn }: MemberTest): boolean {
    if (isIn === null) return false;
    const { index, present } = this;
    if (this.filed === null) {
      this.filed = new Map();
      for (const cls of FILED) {
        for (const ref of rows(index.inventory, cls).keys())
          this.filed.set(ref, index.relation('folder').get(cls, ref));
      }
    }
    const folders = new Set([...foldersIn(index.inventory)].filter(isIn));
    let isChanged = false;
    for (const [ref, { cls }] of present) {
      if (cls === 'folder' && !folders.has(ref)) isChanged = present.delete(ref);
    }
    for (const path of folders) {
      if (present.has(path)) continue;
      present.set(path, this.folders.get(path) ?? foundFolder(path));
      isChanged = true;
    }
    this.folders = new Map([...present].filter(([, { cls }]) => cls === 'folder'));
    return isChanged;
  }
}
