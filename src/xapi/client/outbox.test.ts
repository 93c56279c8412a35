import { describe, expect, it } from 'vitest';

import type { AnyRecord, Ref } from '../datamodel/ref';
import type { ClassDelta } from './contract';
import { changeGapMs, chunkRecords, createOutbox } from './outbox';
import { createVirtualTimers } from './testing/virtual-timers';

const record = (name: string): AnyRecord => ({ name_label: name }) as unknown as AnyRecord;
const records = (count: number): (readonly [Ref, AnyRecord])[] =>
  Array.from({ length: count }, (_, index) => [`r${index}`, record(`n${index}`)] as const);

function open() {
  const timers = createVirtualTimers();
  const batches: { readonly atMs: number; readonly deltas: readonly ClassDelta[] }[] = [];
  const startMs = timers.nowMs();
  const outbox = createOutbox((deltas) => {
    batches.push({ atMs: timers.nowMs() - startMs, deltas });
  }, timers);
  return { timers, batches, outbox };
}

describe('the outbox', () => {
  it('delivers the first change after a quiet time at once, and what follows together', async () => {
    const { timers, batches, outbox } = open();
    outbox.upsert('VM', 'a', record('1'));
    outbox.settle(changeGapMs);
    expect(batches.map((batch) => batch.atMs)).toEqual([0]);
    for (const name of ['2', '3', '4']) {
      outbox.upsert('VM', 'a', record(name));
      outbox.settle(changeGapMs);
      await timers.advance(20);
    }
    await timers.advance(1000);
    expect(batches.map((batch) => batch.atMs)).toEqual([0, changeGapMs]);
    expect(batches[1]?.deltas[0]?.upserts).toEqual([['a', record('4')]]);
  });

  it('keeps the last word on an object', () => {
    const { batches, outbox } = open();
    outbox.upsert('VM', 'a', record('1'));
    outbox.remove('VM', 'a');
    outbox.remove('VM', 'b');
    outbox.upsert('VM', 'b', record('2'));
    outbox.settle(0);
    expect(batches[0]?.deltas).toMatchObject([{ upserts: [['b', record('2')]], removals: ['a'] }]);
  });

  it('cuts a load into chunks, the first of which resets and the last of which completes', () => {
    const { batches, outbox } = open();
    outbox.replace('host', records(10));
    outbox.replace('VM', records(700));
    outbox.settle(0);
    const deltas = batches.map((batch) =>
      batch.deltas.map((delta) => [delta.class, delta.upserts.length, delta.reset, delta.more]),
    );
    expect(deltas).toEqual([
      [
        ['host', 10, true, false],
        ['VM', chunkRecords - 10, true, true],
      ],
      [['VM', chunkRecords, false, true]],
      [['VM', 110, false, false]],
    ]);
  });

  it('says that an empty class is loaded', () => {
    const { batches, outbox } = open();
    outbox.replace('VGPU', []);
    outbox.settle(0);
    expect(batches[0]?.deltas).toEqual([{ class: 'VGPU', reset: true, more: false, upserts: [], removals: [] }]);
  });

  it('waits for a slow page before it sends more', async () => {
    const timers = createVirtualTimers();
    const sizes: number[] = [];
    const outbox = createOutbox((deltas) => {
      sizes.push(deltas[0]?.upserts.length ?? 0);
      return new Promise((resolve) => {
        timers.after(1000, resolve);
      });
    }, timers);
    outbox.replace('VM', records(400));
    outbox.settle(0);
    outbox.upsert('VM', 'late', record('late'));
    outbox.settle(0);
    await timers.advance(999);
    expect(sizes).toEqual([chunkRecords]);
    await timers.advance(1500);
    expect(sizes).toEqual([chunkRecords, 100, 1]);
  });
});
