import { describe, expect, it } from 'vitest';
import { keyGesture, pointerGesture, select } from './selection';

const keys = ['a', 'b', 'c', 'd', 'e'];
const plain = { shiftKey: false, ctrlKey: false, metaKey: false };

describe('selecting rows', () => {
  it('replaces the selection by a plain click', () => {
    expect([...select('replace', new Set(['a', 'b']), keys, 'a', 'd')]).toEqual(['d']);
  });

  it('adds and removes single rows with Ctrl or Cmd', () => {
    expect([...select('toggle', new Set(['a']), keys, 'a', 'c')]).toEqual(['a', 'c']);
    expect([...select('toggle', new Set(['a', 'c']), keys, 'a', 'a')]).toEqual(['c']);
  });

  it('selects the range between the anchor and the target in both directions with Shift', () => {
    expect([...select('extend', new Set(['a']), keys, 'b', 'd')]).toEqual(['b', 'c', 'd']);
    expect([...select('extend', new Set(['a']), keys, 'd', 'b')]).toEqual(['b', 'c', 'd']);
  });

  it('keeps what was selected when Ctrl and Shift are held together', () => {
    expect([...select('extend-add', new Set(['a']), keys, 'c', 'd')]).toEqual(['a', 'c', 'd']);
  });

  it('starts the range at the target when the anchor has disappeared', () => {
    expect([...select('extend', new Set(['x']), keys, 'x', 'c')]).toEqual(['c']);
  });

  it('reads gestures from modifier keys', () => {
    expect(pointerGesture(plain)).toBe('replace');
    expect(pointerGesture({ ...plain, metaKey: true })).toBe('toggle');
    expect(pointerGesture({ ...plain, shiftKey: true })).toBe('extend');
    expect(pointerGesture({ ...plain, shiftKey: true, ctrlKey: true })).toBe('extend-add');
    expect(keyGesture({ ...plain, ctrlKey: true })).toBe('move');
    expect(keyGesture({ ...plain, shiftKey: true })).toBe('extend');
  });
});
