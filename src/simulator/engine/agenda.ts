/** JSON data, the only thing that state is made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Something that is due at a virtual time. `kind` names the step that runs it; no functions are kept. */
export interface AgendaEntry {
  readonly dueMs: number;
  readonly sequence: number;
  readonly kind: string;
  readonly args: Json;
  /** Somebody waits for it; a schedule or a heartbeat is not awaited. */
  readonly awaited: boolean;
  /** A name under which it can be found while it is planned; at most one entry has it. */
  readonly key?: string;
}

/** Entries ordered by due time, then by when they were planned: a binary heap; cancelled entries are skipped when met. */
export class Agenda {
  readonly #heap: AgendaEntry[] = [];
  readonly #live = new Map<number, AgendaEntry>();
  readonly #byKey = new Map<string, AgendaEntry>();
  #awaited = 0;

  constructor(entries: readonly AgendaEntry[] = []) {
    for (const entry of entries) this.add(entry);
  }

  get size(): number {
    return this.#live.size;
  }

  /** How many entries somebody waits for. */
  get awaited(): number {
    return this.#awaited;
  }

  add(entry: AgendaEntry): void {
    this.#live.set(entry.sequence, entry);
    if (entry.key !== undefined) this.#byKey.set(entry.key, entry);
    if (entry.awaited) this.#awaited += 1;
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !before(entry, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  cancel(sequence: number): boolean {
    const entry = this.#live.get(sequence);
    if (entry === undefined) return false;
    if (entry.awaited) this.#awaited -= 1;
    if (entry.key !== undefined && this.#byKey.get(entry.key) === entry) this.#byKey.delete(entry.key);
    return this.#live.delete(sequence);
  }

  /** The planned entry of a key. */
  byKey(key: string): AgendaEntry | undefined {
    return this.#byKey.get(key);
  }

  /** The entry that is due first, without taking it. */
  peek(): AgendaEntry | undefined {
    let first = this.#heap[0];
    while (first !== undefined && this.#live.get(first.sequence) !== first) {
      this.#pop();
      first = this.#heap[0];
    }
    return first;
  }

  take(): AgendaEntry | undefined {
    const first = this.peek();
    if (first === undefined) return undefined;
    this.#pop();
    this.cancel(first.sequence);
    return first;
  }

  /** Live entries in the order in which they will run. */
  entries(): readonly AgendaEntry[] {
    return [...this.#live.values()].sort((a, b) => (before(a, b) ? -1 : 1));
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      let child = heap[left];
      if (child === undefined) break;
      let down = left;
      const right = heap[left + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        down = left + 1;
      }
      if (!before(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

function before(a: AgendaEntry, b: AgendaEntry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
}
