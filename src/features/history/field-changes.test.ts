import { describe, expect, it } from 'vitest';
import { makeRecord } from '../fixtures/records';
import { formatTime } from '../values';
import { fieldChanges } from './field-changes';

const names: Readonly<Record<string, string>> = { 'OpaqueRef:h1': 'ely-1', 'OpaqueRef:h2': 'ely-2' };
const changes = (was: Parameters<typeof makeRecord<'VM'>>[1], is: Parameters<typeof makeRecord<'VM'>>[1]) =>
  fieldChanges(makeRecord('VM', was), makeRecord('VM', is), (ref) => names[ref]);

describe('what changed in an object', () => {
  it('is told field by field, references by their names', () => {
    expect(
      changes(
        { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' },
        { power_state: 'Running', resident_on: 'OpaqueRef:h1' },
      ),
    ).toEqual([
      { field: 'power_state', before: 'Halted', after: 'Running' },
      { field: 'resident_on', before: '–', after: 'ely-1' },
    ]);
  });

  it('is told key by key in maps, and as what came and went in sets', () => {
    expect(
      changes(
        { tags: ['prod', 'web'], other_config: { folder: '/a', kept: '1' } },
        { tags: ['web', 'new'], other_config: { kept: '1', note: 'x' } },
      ),
    ).toEqual([
      { field: 'other_config: folder', before: '/a', after: '–' },
      { field: 'other_config: note', before: '–', after: 'x' },
      { field: 'tags', before: '', after: '+ new, − prod' },
    ]);
  });

  it('is nothing where only what always changes did, or where sets and maps are equal', () => {
    expect(
      changes({ domid: 3, tags: ['a'], platform: { pae: '1' } }, { domid: 4, tags: ['a'], platform: { pae: '1' } }),
    ).toEqual([]);
    expect(changes({ allowed_operations: ['start'] }, { allowed_operations: [] })).toEqual([]);
  });

  it('says dates as dates, nothing of what stays nothing, and no bare references', () => {
    const was = { snapshot_time: '19700101T00:00:00Z', parent: 'OpaqueRef:NULL', other_config: {} } as const;
    const is = {
      snapshot_time: '20260102T03:04:05Z',
      parent: 'OpaqueRef:unknown',
      other_config: { note: '' },
    } as const;
    expect(changes(was, is).map(({ field, after }) => [field, after])).toEqual([
      ['snapshot_time', formatTime(Date.UTC(2026, 0, 2, 3, 4, 5))],
      ['parent', 'something that is gone'],
    ]);
    expect(changes(was, is)[0]?.before).toBe('–');
  });

  it('shortens what nobody would read', () => {
    const [change] = changes({ name_description: '' }, { name_description: 'x'.repeat(5000) });
    expect(change?.after.length).toBeLessThan(130);
  });
});
