import { describe, expect, it } from 'vitest';
import { decodeObjectId, encodeObjectId } from './object-id';
import type { ObjectId } from './object-id';
import { parseSearchText, searchFromState, stateFromSearch, stringifySearch } from './search-params';
import { DEFAULT_VIEW_STATE } from './view-state';
import type { ViewState } from './view-state';

const HERE = 'simulated';
const vm: ObjectId = { connection: HERE, class: 'VM', ref: 'OpaqueRef:0a1b2c3d-0000-4000-8000-000000000001' };
const throughUrl = (state: ViewState) =>
  stateFromSearch(parseSearchText(stringifySearch({ ...searchFromState(state, HERE) })), HERE);

describe('view state in the URL', () => {
  it('is empty for a fresh console', () => {
    expect(stringifySearch({ ...searchFromState(DEFAULT_VIEW_STATE, HERE) })).toBe('');
    expect(stateFromSearch({}, HERE)).toEqual(DEFAULT_VIEW_STATE);
  });

  it('comes back complete from a link', () => {
    const state: ViewState = {
      view: 'notifications',
      page: 'events',
      organization: 'folders',
      selection: [vm, { connection: 'other/pool', class: 'tag', ref: 'a, b~c: ü' }],
      tab: 'search',
      alone: true,
      filter: 'web & "db" 10.0.*',
      show: { localStorage: false, customTemplates: false, defaultTemplates: false, hidden: false },
      sort: [
        { column: 'memory', descending: true },
        { column: 'name', descending: false },
      ],
      columns: ['name', 'memory'],
      gridFilter: '12',
      look: 'vm,snapshot~host,field.Cost%20centre~',
      alertSeverities: [1, 5],
      alertText: 'true',
      alertType: 'HA_HOST_FAILED',
      eventStates: ['running', 'failed'],
      eventText: 'x',
      lab: 'tapdisk',
      labInputs: 'guests:4,release:6.2~6.5',
      wizard: { command: 'pool.newVm', object: { ...vm, class: 'pool' }, step: 'memory' },
      mode: ['list', 'own'],
    };
    expect(throughUrl(state)).toEqual(state);
  });

  it('tells the list of labs, a lab, and none apart', () => {
    expect(stringifySearch({ ...searchFromState({ ...DEFAULT_VIEW_STATE, lab: '' }, HERE) })).toBe('?lab=');
    expect(throughUrl({ ...DEFAULT_VIEW_STATE, lab: '' }).lab).toBe('');
    expect(throughUrl({ ...DEFAULT_VIEW_STATE, lab: 'gpu' }).lab).toBe('gpu');
    // Inputs belong to a lab.
    expect(throughUrl({ ...DEFAULT_VIEW_STATE, labInputs: 'guests:4' })).toEqual(DEFAULT_VIEW_STATE);
  });

  it('reads well', () => {
    expect(stringifySearch({ ...searchFromState({ ...DEFAULT_VIEW_STATE, selection: [vm] }, HERE) })).toBe(
      '?sel=VM:0a1b2c3d-0000-4000-8000-000000000001',
    );
  });

  it('keeps parameters of others', () => {
    expect(stringifySearch({ scenario: 'scale', seed: 7, gone: undefined })).toBe('?scenario=scale&seed=7');
  });

  it('answers hostile input with defaults', () => {
    for (const raw of [
      null,
      7,
      'x',
      [],
      { view: {}, page: 'no', sel: 5, q: 'x'.repeat(9000), sort: [['a']], severity: '9,-1,x' },
    ]) {
      expect(stateFromSearch(raw, HERE)).toEqual(DEFAULT_VIEW_STATE);
    }
    expect(stateFromSearch({ do: 'x y', on: 'pool:1' }, HERE).wizard).toBeNull();
    expect(stateFromSearch({ do: 'pool.newVm', on: '<b>', step: 'x' }, HERE).wizard).toBeNull();
    expect(stateFromSearch({ sel: ':,VM:,~~,%:x,<b>:1,VM:=%E0%A4%A,VM:ok' }, HERE).selection).toEqual([
      { connection: HERE, class: 'VM', ref: 'OpaqueRef:ok' },
    ]);
  });

  it('carries a selection of ten thousand objects without a ten-thousand-fold URL', () => {
    const selection = Array.from({ length: 10_000 }, (_, i): ObjectId => ({ ...vm, ref: `OpaqueRef:${i}` }));
    const search = stringifySearch({ ...searchFromState({ ...DEFAULT_VIEW_STATE, selection }, HERE) });
    expect(search.length).toBeLessThan(60);
    expect(stateFromSearch(parseSearchText(search), HERE).selection).toEqual(selection);
    expect(stateFromSearch({ sel: 'set-forgotten' }, HERE).selection).toEqual([]);
  });

  it('names the connection only when it is another one', () => {
    expect(encodeObjectId(vm, HERE)).toBe('VM:0a1b2c3d-0000-4000-8000-000000000001');
    const text = encodeObjectId(vm, 'else');
    expect(text).toBe('simulated~VM:0a1b2c3d-0000-4000-8000-000000000001');
    expect(decodeObjectId(text, 'else')).toEqual(vm);
  });
});
