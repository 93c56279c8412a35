import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import { Database, DatabaseError } from './database';

function twoVMs(): Database {
  const db = new Database();
  db.transaction(() => {
    db.insert('host', 'host1', { uuid: 'h1' });
    db.insert('VM', 'vm1', { uuid: 'v1', name_label: 'one' });
    db.insert('VM', 'vm2', { uuid: 'v2' });
    db.insert('VBD', 'vbd1', { VM: 'vm1' });
  });
  return db;
}

describe('relations', () => {
  test('both ends follow an insert, a move and a removal', () => {
    const db = twoVMs();
    expect(db.row('VM', 'vm1').VBDs).toEqual(['vbd1']);
    db.transaction(() => db.update('VBD', 'vbd1', { VM: 'vm2' }));
    expect(db.row('VM', 'vm1').VBDs).toEqual([]);
    expect(db.row('VM', 'vm2').VBDs).toEqual(['vbd1']);
    db.transaction(() => db.remove('VM', 'vm2'));
    expect(db.row('VBD', 'vbd1').VM).toBe(NULL_REF);
  });

  test('a row goes with its parts in one write, and what is no part of it forgets both', () => {
    const db = twoVMs();
    db.transaction(() => {
      db.insert('VDI', 'vdi1', {});
      db.update('VBD', 'vbd1', { VDI: 'vdi1' });
      db.update('VM', 'vm2', { parent: 'vm1' });
    });
    const before = db.generation;
    db.transaction(() => db.removeWithParts('VM', 'vm1', () => db.remove('VBD', 'vbd1')));
    expect([db.has('VM', 'vm1'), db.has('VBD', 'vbd1')]).toEqual([false, false]);
    expect(db.row('VDI', 'vdi1').VBDs).toEqual([]);
    expect(db.row('VM', 'vm2').parent).toBe(NULL_REF);
    const written = (db.changesSince(before) ?? []).map(({ ref }) => ref);
    expect(written.toSorted()).toEqual(['vbd1', 'vdi1', 'vm1', 'vm2']);
    const failing = (): void =>
      db.transaction(() => {
        db.removeWithParts('VM', 'vm2', () => {
          throw new Error('no');
        });
      });
    expect(failing).toThrow('no');
    db.transaction(() => db.insert('VBD', 'vbd2', { VM: 'vm2' }));
    expect(db.row('VM', 'vm2').VBDs).toEqual(['vbd2']);
  });

  test('sets on both sides agree, whichever side is written', () => {
    const db = twoVMs();
    db.transaction(() => {
      db.insert('pool_update', 'update1', {});
      db.update('host', 'host1', { updates: ['update1'] });
    });
    expect(db.row('pool_update', 'update1').hosts).toEqual(['host1']);
    db.transaction(() => db.update('pool_update', 'update1', { hosts: [] }));
    expect(db.row('host', 'host1').updates).toEqual([]);
  });
});

describe('fields that name a row which knows nothing of it', () => {
  test('point nowhere when the row has gone, and come back when that fails', () => {
    const db = twoVMs();
    db.transaction(() => {
      db.insert('VDI', 'vdi1', {});
      db.update('VM', 'vm1', { suspend_VDI: 'vdi1' });
      db.insert('blob', 'blob1', {});
      db.update('host', 'host1', { blobs: { logo: 'blob1' } });
    });
    const remove = (): void => {
      db.remove('VDI', 'vdi1');
      db.remove('blob', 'blob1');
    };
    expect(() =>
      db.transaction(() => {
        remove();
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(db.row('VM', 'vm1').suspend_VDI).toBe('vdi1');
    db.transaction(remove);
    expect(db.row('VM', 'vm1').suspend_VDI).toBe(NULL_REF);
    expect(db.row('host', 'host1').blobs).toEqual({});
  });
});

describe('transactions', () => {
  test('a failed transaction leaves nothing behind, relations included', () => {
    const db = twoVMs();
    const before = JSON.stringify([...db.all('VM'), ...db.all('VBD')]);
    const spoil = (): void =>
      db.transaction(() => {
        db.update('VBD', 'vbd1', { VM: 'vm2' });
        db.remove('VM', 'vm1');
        db.insert('VM', 'vm3', {});
        throw new Error('no');
      });
    expect(spoil).toThrow('no');
    expect(JSON.stringify([...db.all('VM'), ...db.all('VBD')].sort())).toBe(
      JSON.stringify((JSON.parse(before) as unknown[]).sort()),
    );
    expect(db.has('VM', 'vm3')).toBe(false);
  });

  test('a part of a transaction that fails leaves nothing behind when the rest goes on', () => {
    const db = new Database();
    db.transaction(() => {
      db.insert('VM', 'OpaqueRef:vm', { name_label: 'kept' });
      expect(() =>
        db.transaction(() => {
          db.update('VM', 'OpaqueRef:vm', { name_label: 'lost' });
          db.insert('VBD', 'OpaqueRef:vbd', { VM: 'OpaqueRef:vm' });
          throw new Error('no');
        }),
      ).toThrow('no');
      db.update('VM', 'OpaqueRef:vm', { name_description: 'goes on' });
    });
    expect(db.row('VM', 'OpaqueRef:vm')).toMatchObject({ name_label: 'kept', name_description: 'goes on', VBDs: [] });
    expect(db.count('VBD')).toBe(0);
    expect(db.changesSince(0)?.map(({ class: cls }) => cls)).toEqual(['VM', 'VM']);
  });

  test('writing outside a transaction is a mistake that says so', () => {
    expect(() => new Database().insert('VM', 'vm1', {})).toThrow(DatabaseError);
  });

  test('listeners hear of a transaction once, when it has succeeded', () => {
    const db = twoVMs();
    const heard: number[] = [];
    db.onChange((changes) => heard.push(changes.length));
    db.transaction(() => {
      db.update('VM', 'vm1', { name_label: 'a' });
      db.transaction(() => db.update('VM', 'vm2', { name_label: 'b' }));
    });
    expect(heard).toEqual([2]);
  });
});

describe('the change feed', () => {
  test('tells what changed after a generation, and nothing for the present one', () => {
    const db = twoVMs();
    const { generation } = db;
    db.transaction(() => db.update('VM', 'vm1', { name_label: 'new' }));
    expect(db.changesSince(generation)).toEqual([{ generation: generation + 1, class: 'VM', ref: 'vm1' }]);
    expect(db.changesSince(db.generation)).toEqual([]);
  });

  test('a restored database knows no past, and says so', () => {
    const db = twoVMs();
    const image = db.image();
    db.restore(image);
    expect(db.changesSince(0)).toBeNull();
  });
});

test('a snapshot stays as it was, whatever is written afterwards', () => {
  const db = twoVMs();
  const image = db.image();
  db.transaction(() => {
    db.update('VM', 'vm1', { name_label: 'changed' });
    db.remove('VM', 'vm2');
  });
  db.restore(image);
  expect(db.row('VM', 'vm1').name_label).toBe('one');
  expect(db.has('VM', 'vm2')).toBe(true);
  expect(db.byUuid('VM', 'v2')).toBe('vm2');
});

test('what nobody hears of is in no feed, and the feed goes on when somebody does', () => {
  const db = twoVMs();
  const told: string[] = [];
  db.onComplete(new Set(['VM', 'VBD']), (changes) => told.push(...changes.keys()));
  db.isHeard = false;
  db.transaction(() => db.remove('VBD', 'vbd1'));
  const before = db.generation;
  db.isHeard = true;
  db.transaction(() => db.update('VM', 'vm2', { name_label: 'two' }));
  expect(told).toEqual(['vm2']);
  expect(db.table('VBD').deletions()).toEqual([]);
  expect(db.changesSince(before)?.map(({ ref }) => ref)).toEqual(['vm2']);
  // Who asks for more than the feed holds is told to read whole tables.
  expect(db.changesSince(before - 1)).toBeNull();
});

test('who completes transactions is told of the classes asked for alone', () => {
  const db = twoVMs();
  const told: string[][] = [];
  db.onComplete(new Set(['VM']), (changes) => told.push([...changes.keys()]));
  db.transaction(() => db.update('VBD', 'vbd1', { device: 'xvdb' }));
  db.transaction(() => {
    db.update('VBD', 'vbd1', { device: 'xvdc' });
    db.update('VM', 'vm2', { name_label: 'two' });
    db.update('VM', 'vm2', { name_label: 'three' });
  });
  expect(told).toEqual([['vm2']]);
});

test('both ends of every relation agree after any sequence of writes', () => {
  const step = fc.record({
    kind: fc.constantFrom('vm', 'vbd', 'move', 'removeVM', 'removeVBD', 'fail'),
    a: fc.nat(5),
    b: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const db = new Database();
      for (const { kind, a, b } of steps) {
        const vm: Ref<'VM'> = `vm${a}`;
        const vbd: Ref<'VBD'> = `vbd${b}`;
        const write = (): void => {
          if (kind === 'vm' && !db.has('VM', vm)) db.insert('VM', vm, {});
          else if (kind === 'vbd' && !db.has('VBD', vbd))
            db.insert('VBD', vbd, { VM: db.has('VM', vm) ? vm : NULL_REF });
          else if (kind === 'move' && db.has('VBD', vbd) && db.has('VM', vm)) db.update('VBD', vbd, { VM: vm });
          else if (kind === 'removeVM') db.remove('VM', vm);
          else if (kind === 'removeVBD') db.remove('VBD', vbd);
          else if (kind === 'fail') {
            db.remove('VM', vm);
            throw new Error('rolled back');
          }
        };
        try {
          db.transaction(write);
        } catch {
          // The failing step must not leave a trace; the check below sees it.
        }
      }
      for (const [ref, row] of db.all('VBD')) {
        if (row.VM !== NULL_REF) expect(db.row('VM', row.VM).VBDs).toContain(ref);
      }
      for (const [ref, row] of db.all('VM')) {
        expect(new Set(row.VBDs).size).toBe(row.VBDs.length);
        for (const vbd of row.VBDs) expect(db.row('VBD', vbd).VM).toBe(ref);
      }
    }),
  );
});

test('who leaves one of hundreds is taken out and nobody else, in whatever order they came', () => {
  const members = 100;
  const order = fc.shuffledSubarray(
    Array.from({ length: members }, (_, at) => at),
    { minLength: members },
  );
  fc.assert(
    fc.property(order, order, fc.nat(members), (leaving, removed, moved) => {
      const db = twoVMs();
      const vbds = Array.from({ length: members }, (_, at): Ref<'VBD'> => `disk${at}`);
      const all = leaving.map((at) => vbds[at] ?? 'vbd1');
      db.transaction(() => {
        db.remove('VBD', 'vbd1');
        for (const vbd of vbds) db.insert('VBD', vbd, { VM: 'vm1' });
        // Some go and come back: they stand last now, whenever they were made.
        for (const vbd of all.slice(0, moved)) db.update('VBD', vbd, { VM: 'vm2' });
        for (const vbd of all.slice(0, moved)) db.update('VBD', vbd, { VM: 'vm1' });
      });
      let expected = [...vbds.filter((vbd) => !all.slice(0, moved).includes(vbd)), ...all.slice(0, moved)];
      for (const at of removed) {
        expect(db.row('VM', 'vm1').VBDs).toEqual(expected);
        const vbd = vbds[at] ?? 'vbd1';
        db.transaction(() => db.remove('VBD', vbd));
        expected = expected.filter((other) => other !== vbd);
      }
      expect(db.row('VM', 'vm1').VBDs).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('nothing names a row that has gone, after any sequence of writes, failures and returns', () => {
  const step = fc.record({
    act: fc.constantFrom('name', 'remove', 'fail', 'save', 'restore'),
    vm: fc.integer({ min: 0, max: 4 }),
    vdi: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const db = new Database();
      db.transaction(() => {
        for (let at = 0; at < 5; at++) db.insert('VM', `vm${at}`, {});
      });
      let image = db.image();
      const remove = (vdi: Ref<'VDI'>): void => {
        const naming = db.refs('VM').filter((vm) => db.row('VM', vm).suspend_VDI === vdi);
        const before = db.generation;
        db.remove('VDI', vdi);
        const changed = db.refs('VM').filter((vm) => (db.entry('VM', vm)?.modified ?? 0) > before);
        expect(changed).toEqual(naming);
      };
      for (const { act, vm, vdi } of steps) {
        const disk = `vdi${vdi}`;
        if (act === 'save') image = db.image();
        else if (act === 'restore') db.restore(image);
        else if (act === 'name') {
          db.transaction(() => {
            if (!db.has('VDI', disk)) db.insert('VDI', disk, {});
            db.update('VM', `vm${vm}`, { suspend_VDI: disk });
          });
        } else if (act === 'remove') db.transaction(() => remove(disk));
        else {
          const failing = (): void => {
            remove(disk);
            throw new Error('no');
          };
          expect(() => db.transaction(failing)).toThrow('no');
        }
        for (const [, { suspend_VDI }] of db.all('VM')) {
          expect(suspend_VDI === NULL_REF || db.has('VDI', suspend_VDI)).toBe(true);
        }
      }
    }),
  );
});
