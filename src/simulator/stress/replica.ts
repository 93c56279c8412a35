import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, EventBatch, Ref } from '../../xapi/datamodel/ref';
import type { Player } from './player';

/** Classes whose changes are reported and whose records can be listed; roles are no rows. */
const FOLLOWED = (Object.keys(classTable) as ClassName[]).filter((cls) => {
  const { events, all } = classTable[cls];
  return events && all && cls !== 'role';
});

/** What a client knows that has followed the events of a pool since some moment. */
export class Replica {
  readonly #records = new Map<string, Map<Ref, unknown>>();
  #token = '';

  /** Reads on; false when the pool does not answer now. */
  async update(player: Player): Promise<boolean> {
    const batch = (await player.ask('event.from', ['*'], this.#token, 0)) as EventBatch | undefined;
    if (batch === undefined) return false;
    for (const { class: cls, operation, ref, snapshot } of batch.events) {
      let records = this.#records.get(cls);
      if (records === undefined) this.#records.set(cls, (records = new Map()));
      if (operation === 'del') records.delete(ref);
      else records.set(ref, snapshot);
    }
    this.#token = batch.token;
    return true;
  }

  /** Differences between what the client knows and what the pool answers when asked for everything. */
  async check(player: Player): Promise<void> {
    for (const cls of FOLLOWED) {
      const answer = (await player.ask(`${cls}.get_all_records`)) as Readonly<Record<Ref, unknown>> | undefined;
      if (answer === undefined) continue;
      const known = this.#records.get(cls.toLowerCase());
      for (const [ref, record] of Object.entries(answer)) {
        const before = known?.get(ref);
        const field = differingField(before, record);
        if (field === null) continue;
        const [told, is] = [before, record].map((each) => JSON.stringify(field === '' ? each : valueOf(each, field)));
        player.fail('events', `Events do not tell ${cls}.${field}`, undefined, `${ref}: ${told ?? ''} is ${is ?? ''}`);
      }
      for (const ref of known?.keys() ?? []) {
        if (answer[ref] === undefined) player.fail('events', `Events do not tell that a ${cls} has gone`);
      }
    }
  }
}

/** The first field that differs, the empty text when the whole record is missing, null when there is none. */
function differingField(known: unknown, record: unknown): string | null {
  if (known === undefined) return '';
  if (JSON.stringify(known) === JSON.stringify(record)) return null;
  const names = Object.keys(record as object);
  const differs = (name: string): boolean =>
    JSON.stringify(valueOf(known, name)) !== JSON.stringify(valueOf(record, name));
  return names.find(differs) ?? null;
}

function valueOf(record: unknown, field: string): unknown {
  return (record as Readonly<Record<string, unknown>>)[field];
}
