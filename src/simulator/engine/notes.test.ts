import { describe, expect, it } from 'vitest';
import { Notes, notesOf, plainNotes } from './notes';

describe('notes', () => {
  it('keep values by part and name, in the order in which the names came', () => {
    const notes = new Notes();
    notes.set('runs', 'b', 1);
    notes.set('runs', 'a', 2);
    notes.set('runs', 'b', 3);
    expect([...notes.all('runs')]).toEqual([
      ['b', 3],
      ['a', 2],
    ]);
    notes.delete('runs', 'b');
    notes.delete('nothing', 'b');
    expect([...notes.all('runs')]).toEqual([['a', 2]]);
    expect(notes.get('runs', 'b')).toBeUndefined();
    expect(notes.get('nothing', 'b')).toBeUndefined();
  });

  it('leave an image as it was when they are written again, and an image that was restored too', () => {
    const notes = new Notes();
    notes.set('runs', 'a', 1);
    const image = notes.image();
    notes.set('runs', 'a', 2);
    notes.set('boots', 'b', 1);
    notes.delete('runs', 'a');
    expect(plainNotes(image)).toEqual([['runs', [['a', 1]]]]);
    notes.restore(image);
    notes.set('runs', 'a', 3);
    expect(plainNotes(image)).toEqual([['runs', [['a', 1]]]]);
    expect(notes.get('runs', 'a')).toBe(3);
  });

  it('are the same after they were written as JSON', () => {
    const notes = new Notes();
    notes.set('runs', '__proto__', { fromS: 1 });
    notes.set('runs', '7', [1, 2]);
    notes.set('runs', '3', null);
    const plain = plainNotes(notes.image());
    const again = new Notes();
    again.restore(notesOf(JSON.parse(JSON.stringify(plain)) as typeof plain));
    expect(plainNotes(again.image())).toEqual(plain);
  });

  it('have another version after every write', () => {
    const notes = new Notes();
    const versions = new Set([notes.version]);
    notes.set('a', 'b', 1);
    versions.add(notes.version);
    notes.set('a', 'b', 1);
    versions.add(notes.version);
    notes.delete('a', 'b');
    versions.add(notes.version);
    notes.restore(new Map());
    versions.add(notes.version);
    expect(versions.size).toBe(5);
  });
});
