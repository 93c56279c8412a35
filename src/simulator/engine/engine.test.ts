import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Agenda } from './agenda';
import { Engine } from './engine';
import { fromPlain, toPlain } from './plain';
import { Random } from './random';

function record(seed = 1): { engine: Engine; ran: string[] } {
  const ran: string[] = [];
  const engine = new Engine({ seed, startMs: 1000, step: (entry) => ran.push(`${entry.kind}@${engine.nowMs}`) });
  return { engine, ran };
}

describe('the clock and the agenda', () => {
  test('steps run in the order of their due time, then of planning', () => {
    const { engine, ran } = record();
    engine.schedule(20, 'late', null);
    engine.schedule(10, 'first', null);
    engine.schedule(10, 'second', null);
    engine.runUntil(2000);
    expect(ran).toEqual(['first@1010', 'second@1010', 'late@1020']);
    expect(engine.nowMs).toBe(2000);
  });

  test('a cancelled step never runs', () => {
    const { engine, ran } = record();
    const planned = engine.schedule(5, 'gone', null, true);
    expect(engine.busy).toBe(true);
    engine.cancel(planned);
    expect(engine.busy).toBe(false);
    expect(engine.runNext()).toBe(false);
    expect(ran).toEqual([]);
  });

  test('time never goes back', () => {
    const { engine } = record();
    engine.runUntil(500);
    expect(engine.nowMs).toBe(1000);
  });

  test('time is whole milliseconds, so that what is planned up to another step is not due before it', () => {
    const { engine, ran } = record();
    engine.runUntil(1000.4);
    engine.schedule(20, 'first', null);
    engine.runUntil(1000.9);
    engine.schedule(1020 - engine.nowMs, 'second', null);
    engine.runUntil(1020.2);
    expect(ran).toEqual(['first@1020', 'second@1020']);
    expect(engine.nowMs).toBe(1020);
  });

  test('time is whole milliseconds also in a world that was kept when it had fractions', () => {
    const { engine, ran } = record();
    engine.schedule(20, 'first', null);
    const { agenda, ...image } = engine.image();
    const old = { ...image, nowMs: 1000.4, agenda: agenda.map((entry) => ({ ...entry, dueMs: 1020.4 })) };
    engine.restore(old);
    expect(engine.nowMs).toBe(1001);
    engine.schedule(20, 'second', null);
    engine.runUntil(1021);
    expect(ran).toEqual(['first@1021', 'second@1021']);
  });

  test('the heap gives entries in order, whatever is added and cancelled', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ due: fc.nat(50), cancel: fc.boolean() })), (items) => {
        const agenda = new Agenda();
        items.forEach(({ due }, at) => agenda.add({ dueMs: due, sequence: at, kind: 'k', args: null, awaited: false }));
        items.forEach(({ cancel }, at) => cancel && agenda.cancel(at));
        const taken: [number, number][] = [];
        for (let entry = agenda.take(); entry !== undefined; entry = agenda.take()) {
          taken.push([entry.dueMs, entry.sequence]);
        }
        const expected = items
          .map(({ due, cancel }, at) => ({ due, at, cancel }))
          .filter(({ cancel }) => !cancel)
          .sort((a, b) => a.due - b.due || a.at - b.at)
          .map(({ due, at }) => [due, at]);
        expect(taken).toEqual(expected);
      }),
    );
  });
});

describe('random streams', () => {
  test('the same seed and name give the same numbers, however other streams are used', () => {
    const a = new Random({ seed: 7, streams: {} });
    const b = new Random({ seed: 7, streams: {} });
    b.uint32('another');
    expect([a.uint32('x'), a.uuid('x')]).toEqual([b.uint32('x'), b.uuid('x')]);
    expect(new Random({ seed: 8, streams: {} }).uint32('x')).not.toBe(a.uint32('y'));
  });

  test('a stream goes on where its saved state ended', () => {
    const a = new Random({ seed: 3, streams: {} });
    a.uint32('x');
    const b = new Random(JSON.parse(JSON.stringify(a.state())) as ReturnType<Random['state']>);
    expect(b.uuid('x')).toBe(a.uuid('x'));
  });

  test('uuids are version 4 and do not repeat', () => {
    const random = new Random({ seed: 1, streams: {} });
    const uuids = Array.from({ length: 5000 }, () => random.uuid('x'));
    expect(new Set(uuids).size).toBe(5000);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('whole states', () => {
  function someWorld(): { engine: Engine; ran: string[] } {
    const world = record();
    const { engine } = world;
    engine.db.transaction(() => {
      engine.db.insert('VM', engine.newRef('VM'), { uuid: engine.newUuid('VM'), other_config: { key: 'value' } });
      engine.db.insert('host', engine.newRef('host'), { tags: ['a'] });
    });
    engine.schedule(100, 'later', { deep: [1, 'two'] }, true);
    engine.annex = { note: { text: 'kept' } };
    return world;
  }

  test('a state survives JSON: same hash, same future', () => {
    const { engine } = someWorld();
    const text = JSON.stringify(toPlain(engine.image()));
    const other = record();
    other.engine.restore(fromPlain(JSON.parse(text) as ReturnType<typeof toPlain>));
    expect(other.engine.hash()).toBe(engine.hash());
    expect(other.engine.busy).toBe(true);
    expect(other.engine.newRef('VM')).toBe(engine.newRef('VM'));
    other.engine.runUntil(5000);
    expect(other.ran).toEqual(['later@1100']);
    expect(JSON.stringify(toPlain(other.engine.image()).tables)).toBe(JSON.stringify(toPlain(engine.image()).tables));
  });

  test('the hash tells a changed field, a planned step and kept notes apart, and nothing else', () => {
    const { engine } = someWorld();
    const before = engine.hash();
    engine.db.transaction(() => engine.db.insert('session', 'who looks', {}));
    engine.runUntil(1001);
    expect(engine.hash()).toBe(before);
    const [vm] = engine.db.refs('VM');
    engine.db.transaction(() => engine.db.update('VM', vm ?? '', { name_label: 'x' }));
    const changed = engine.hash();
    expect(changed).not.toBe(before);
    engine.db.transaction(() => engine.db.update('VM', vm ?? '', { name_label: '' }));
    expect(engine.hash()).toBe(before);
    engine.schedule(1, 'more', null);
    expect(engine.hash()).not.toBe(before);
  });
});
