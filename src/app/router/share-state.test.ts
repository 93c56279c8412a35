import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW_STATE, stateFromSearch } from '../../features/navigation';
import { shareState } from './share-state';

describe('sharing view states', () => {
  it('keeps the identity of what did not change', () => {
    const before = stateFromSearch({ sel: 'VM:1,VM:2', q: 'w', sort: 'name' }, 'here');
    const after = shareState(before, stateFromSearch({ sel: 'VM:1,VM:2', q: 'we', sort: '-name' }, 'here'));
    expect(after.selection).toBe(before.selection);
    expect(after.show).toBe(before.show);
    expect(after.sort).toEqual([{ column: 'name', descending: true }]);
    expect(after.filter).toBe('we');
  });

  it('answers the same state when nothing changed', () => {
    const before = stateFromSearch({ sel: 'VM:1' }, 'here');
    expect(shareState(before, stateFromSearch({ sel: 'VM:1' }, 'here'))).toBe(before);
  });

  it('tells states of different length apart', () => {
    const before = { ...DEFAULT_VIEW_STATE, columns: ['name'] };
    expect(shareState(before, { ...before, columns: ['name', 'memory'] }).columns).toEqual(['name', 'memory']);
    expect(shareState(before, { ...before, columns: null }).columns).toBeNull();
  });
});
