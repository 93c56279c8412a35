import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOfWord, columnWord, idOfWord, sortWord } from './column-words';
import { parseLook, printLook } from './look';
import { SCOPE_TYPES } from './query/model';
import { scopeIdOf, scopeOf } from './scopes';

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\ud800-\udfff]/.test(text));

describe('what a list looks for, in the URL', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.subarray([...SCOPE_TYPES]),
        fc.array(
          fc.oneof(
            fc.constantFrom('host', 'tags'),
            name.map((each) => `field.${each}`),
          ),
          { maxLength: 4 },
        ),
        fc.oneof(fc.constant(''), fc.uuid()),
        (types, grouping, saved) => {
          const look = { scope: types.length > 0 ? types : null, grouping, saved };
          expect(parseLook(printLook(look))).toEqual(look);
        },
      ),
    );
    expect(printLook({ scope: null, grouping: [], saved: '' })).toBe('');
  });

  it('is nothing where it makes no sense', () => {
    expect(parseLook('nonsense,vm~%~%E0%A4%A')).toEqual({ scope: ['vm'], grouping: [''], saved: '' });
    expect(scopeOf(scopeIdOf(['vm']))).toEqual(['vm']);
    expect(scopeIdOf(['vm', 'disk'])).toBe('own');
    expect(scopeIdOf(null)).toBe('here');
  });
});

describe('a column in the URL', () => {
  it('keeps its width, and the name of its custom field', () => {
    fc.assert(
      fc.property(name, fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 999 })), (field, widthPx) => {
        const column = { id: `field.${field}`, widthPx };
        expect(columnWord(column)).toMatch(/^[A-Za-z0-9_.:-]+$/);
        expect(columnOfWord(columnWord(column))).toEqual(column);
        expect(idOfWord(sortWord(column.id))).toBe(column.id);
      }),
    );
    expect(columnWord({ id: 'name', widthPx: 260 })).toBe('name:260');
  });
});
