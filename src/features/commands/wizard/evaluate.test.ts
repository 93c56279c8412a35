import { expect, it } from 'vitest';
import type { Field } from '../command';
import { OBJECTS } from '../requests';
import { isFilledIn } from './evaluate';
import type { EvaluatedStep } from './evaluate';

const search = {
  kind: 'search',
  label: 'Found',
  initial: '',
  verb: 'Look',
  question: 'q',
  reason: null,
  search: () => Promise.resolve([]),
  nothing: '',
} as const;

const fields: readonly Field[] = [
  {
    kind: 'look',
    id: 'seen',
    label: 'Seen',
    initial: [],
    verb: 'Look again',
    question: 'q',
    look: () => Promise.resolve([]),
    fine: 'Fine.',
    problem: () => null,
  },
  { ...search, id: 'found', atOnce: true },
  { ...search, id: 'wanted' },
  { kind: 'text', id: 'name', label: 'Name', initial: '' },
];
const steps: readonly EvaluatedStep[] = [
  { id: 'one', title: 'One', fields, notes: [], skipped: null, problems: new Map() },
];

it('counts as filled in by what a person has answered, and by nothing that the pool answers by itself', () => {
  expect(isFilledIn({}, steps)).toBe(false);
  expect(isFilledIn({ [OBJECTS]: [], seen: [{ ' asked': 'q' }], found: 'q\nx' }, steps)).toBe(false);
  expect(isFilledIn({ wanted: 'q\nx' }, steps)).toBe(true);
  expect(isFilledIn({ name: '' }, steps)).toBe(true);
  expect(isFilledIn({ 'of a step that is skipped now': 'x' }, steps)).toBe(true);
});
