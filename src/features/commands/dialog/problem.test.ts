import { describe, expect, it } from 'vitest';
import type { Field, Input } from '../command';
import { summaryLines } from '../wizard/summary-lines';
import { problemOf } from './problem';

const GIB = 2 ** 30;

describe('what is wrong with a field', () => {
  it('is an empty text, unless it may be empty', () => {
    const field: Field = { kind: 'text', id: 'name', label: 'Name', initial: '' };
    expect(problemOf(field, { name: '  ' })).toBe('Fill in: Name.');
    expect(problemOf({ ...field, optional: true }, { name: '' })).toBeNull();
    expect(problemOf({ ...field, problem: (text: string) => (text === 'x' ? 'Not x.' : null) }, { name: 'x' })).toBe(
      'Not x.',
    );
  });

  it('is nothing in a field that is not asked after the other answers', () => {
    const isAsked = (input: Input): boolean => input['how'] === 'by name';
    const field: Field = { kind: 'text', id: 'name', label: 'Name', initial: '', isAsked };
    expect(problemOf(field, { name: '', how: 'by name' })).toBe('Fill in: Name.');
    expect(problemOf(field, { name: '', how: 'by chance' })).toBeNull();
    expect(summaryLines([field], { name: 'left over', how: 'by chance' })).toEqual([]);
  });

  it('is a row of a list, by its place while it has no name', () => {
    const name: Field = { kind: 'text', id: 'name', label: 'Name', initial: '' };
    const size = { kind: 'text', id: 'size', label: 'Size', initial: '' } as const;
    const field: Field = {
      kind: 'list',
      id: 'disks',
      label: 'Disks',
      initial: [],
      empty: '',
      addLabel: 'Add',
      add: () => ({}),
      fields: () => [name, size],
      describe: (row) => ({ title: row['name'] ?? '', detail: '' }),
    };
    expect(problemOf(field, { disks: [{ name: 'data', size: '' }] })).toBe('Something is wrong with: data.');
    expect(problemOf(field, { disks: [{ name: 'a', size: '1' }, { name: '' }] })).toBe(
      'Something is wrong with: row 2.',
    );
  });

  it('is an amount that is none, or that does not fit what else was chosen', () => {
    const field: Field = {
      kind: 'size',
      id: 'size',
      label: 'Size',
      initialBytes: GIB,
      problem: (bytes, input) => (bytes > Number(input['room']) ? 'Too large.' : null),
    };
    expect(problemOf(field, { size: '' })).toBe('Fill in: Size.');
    expect(problemOf({ ...field, initialBytes: null }, { size: '' })).toBeNull();
    expect(problemOf(field, { size: 'NaN' })).toBe('This is not a number.');
    expect(problemOf(field, { size: String(GIB), room: '5' })).toBe('Too large.');
    expect(problemOf(field, { size: '5', room: '5' })).toBeNull();
  });

  it('is a choice that is not there or has a reason against it', () => {
    const field: Field = {
      kind: 'choice',
      id: 'at',
      label: 'Place',
      initial: '',
      choices: [{ key: 'a', label: 'A', detail: '', reason: 'Not attached.' }],
      checksServers: false,
    };
    expect(problemOf(field, { at: '' })).toBe('Choose: Place.');
    expect(problemOf(field, { at: 'a' })).toBe('Not attached.');
  });
});
