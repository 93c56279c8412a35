/** Calls that wait for virtual time: time-outs of polls, delays of answers. They are not state and die with the world. */
export class Alarms {
  readonly #alarms = new Map<number, { readonly dueMs: number; readonly run: () => void }>();
  #sequence = 0;

  /** Runs something at a virtual time, which is whole milliseconds; answers a function that calls it off. */
  set(dueMs: number, run: () => void): () => void {
    const id = ++this.#sequence;
    this.#alarms.set(id, { dueMs: Math.ceil(dueMs), run });
    return () => this.#alarms.delete(id);
  }

  nextDueMs(): number | null {
    let next: number | null = null;
    for (const { dueMs } of this.#alarms.values()) if (next === null || dueMs < next) next = dueMs;
    return next;
  }

  ring(nowMs: number): void {
    const due = [...this.#alarms].filter(([, alarm]) => alarm.dueMs <= nowMs);
    for (const [id] of due) this.#alarms.delete(id);
    for (const [, alarm] of due.toSorted(([, a], [, b]) => a.dueMs - b.dueMs)) alarm.run();
  }
}
