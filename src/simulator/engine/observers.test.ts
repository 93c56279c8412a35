import { expect, test } from 'vitest';
import { Database } from './database';

/** What an observer of VMs that reads some fields is told, as names of what they were and are. */
function told(db: Database, fields?: readonly ('name_label' | 'VBDs')[]): string[] {
  const all: string[] = [];
  db.observe('VM', {
    ...(fields === undefined ? {} : { fields }),
    replace: (ref, before, after) => all.push(`${ref} ${before?.name_label ?? '-'} ${after?.name_label ?? '-'}`),
    reset: () => all.push('reset'),
  });
  return all;
}

test('who says what it reads hears of rows that come, go, are taken back and change there, and of no others', () => {
  const db = new Database();
  const names = told(db, ['name_label']);
  const disks = told(db, ['VBDs']);
  const everything = told(db);
  db.transaction(() => db.insert('VM', 'vm', { name_label: 'one' }));
  db.transaction(() => db.update('VM', 'vm', { name_description: 'of no interest' }));
  db.transaction(() => db.insert('VBD', 'vbd', { VM: 'vm' }));
  db.transaction(() => db.update('VM', 'vm', { name_label: 'two' }));
  db.transaction(() => db.update('VM', 'vm', { name_label: 'three', name_description: 'both' }));
  const failed = (): void =>
    db.transaction(() => {
      db.update('VM', 'vm', { name_label: 'never' });
      throw new Error('refused');
    });
  expect(failed).toThrow('refused');
  db.transaction(() => db.remove('VM', 'vm'));
  db.restore(db.image());
  const named = ['vm one two', 'vm two three', 'vm three never', 'vm never three'];
  expect(names).toEqual(['vm - one', ...named, 'vm three -', 'reset']);
  expect(disks).toEqual(['vm - one', 'vm one one', 'vm two three', 'vm never three', 'vm three -', 'reset']);
  expect(everything).toEqual(['vm - one', 'vm one one', 'vm one one', ...named, 'vm three -', 'reset']);
});

test('a row that is made like another one has what it is given, and nothing that belongs to the other', () => {
  const db = new Database();
  db.transaction(() => {
    db.insert('VM', 'vm', { name_label: 'one', memory_target: 5 });
    db.insert('VBD', 'vbd', { VM: 'vm' });
    db.insert('VM', 'copy', { name_label: 'two' }, db.row('VM', 'vm'));
  });
  expect(db.row('VM', 'copy')).toMatchObject({ name_label: 'two', memory_target: 5, VBDs: [] });
  expect(db.row('VM', 'vm').VBDs).toEqual(['vbd']);
});
