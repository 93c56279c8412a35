import { describe, expect, it } from 'vitest';

import type { ClassDelta } from '../client/contract';
import type { AnyRecord, Ref } from '../datamodel/ref';
import { createClassCopy } from './class-copy';

const record = (fields: object): AnyRecord => structuredClone(fields) as AnyRecord;

function delta(part: Partial<Omit<ClassDelta, 'upserts'>> & { upserts?: readonly [Ref, AnyRecord][] }): ClassDelta {
  return { class: 'VM', reset: false, more: false, upserts: [], removals: [], ...part } as ClassDelta;
}

const none: ReadonlyMap<Ref, AnyRecord> = new Map();

describe('the copy of a class', () => {
  it('shows a full load when it is complete, and until then what was there before', () => {
    const copy = createClassCopy();
    const before = new Map([['old', record({ uuid: 'old' })]]);
    const first = delta({ reset: true, more: true, upserts: [['a', record({ uuid: 'a' })]] });
    expect(copy.apply(before, first)).toBeUndefined();
    const change = copy.apply(before, delta({ upserts: [['b', record({ uuid: 'b' })]] }));
    expect(change?.loaded).toBe(true);
    expect([...(change?.records.keys() ?? [])]).toEqual(['a', 'b']);
    expect(change?.touched).toEqual(new Set(['a', 'b', 'old']));
    expect([...before.keys()]).toEqual(['old']);
  });

  it('never changes a map that it has given out', () => {
    const copy = createClassCopy();
    const one = copy.apply(none, delta({ upserts: [['a', record({ uuid: 'a' })]] }));
    const records = one?.records ?? none;
    copy.apply(records, delta({ upserts: [['b', record({ uuid: 'b' })]], removals: ['a'] }));
    expect([...records.keys()]).toEqual(['a']);
  });

  it('keeps objects, lists and maps that arrive unchanged', () => {
    const copy = createClassCopy();
    const fields = { name_label: 'one', tags: ['x'], platform: { acpi: '1' }, progress: Number.NaN };
    const before = copy.apply(none, delta({ upserts: [['a', record(fields)]] }))?.records ?? none;
    const same = copy.apply(before, delta({ upserts: [['a', record(fields)]] }));
    expect(same?.records).toBe(before);
    expect(same?.touched.size).toBe(0);
    const reloaded = copy.apply(before, delta({ reset: true, upserts: [['a', record(fields)]] }));
    expect(reloaded?.records).toBe(before);
    const renamed = copy.apply(before, delta({ upserts: [['a', record({ ...fields, name_label: 'two', tags: [] })]] }));
    const [held, now] = [before.get('a'), renamed?.records.get('a')] as [typeof fields, typeof fields];
    expect(now).toEqual({ ...fields, name_label: 'two', tags: [] });
    expect(now.platform).toBe(held.platform);
    expect(held.name_label).toBe('one');
  });

  it('sees fields that come or go', () => {
    const copy = createClassCopy();
    const before = copy.apply(none, delta({ upserts: [['a', record({ uuid: 'a', tags: [] })]] }))?.records ?? none;
    const change = copy.apply(before, delta({ upserts: [['a', record({ uuid: 'a' })]] }));
    expect(change?.records.get('a')).toEqual({ uuid: 'a' });
  });
});
