import { expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import { row } from '../../objects';
import { TrackedValues } from './property-values';

it('a long list follows what each was read from, however little time there was to note it', () => {
  const pool = makePool({ hosts: 1, vms: 1200 });
  let inventory = pool.inventory();
  const names = new TrackedValues<string>(
    () => inventory,
    () => new Map(),
    (now, _cls, ref) => {
      const vm = row(now, 'VM', ref);
      const [vbd] = vm?.VBDs ?? [];
      return `${vm?.name_label} ${vbd === undefined ? '' : row(now, 'VBD', vbd)?.userdevice}`;
    },
    Object.is,
  );
  const read = (at: number): string => names.get('VM', `vm${at}`);
  for (let at = 0; at < 1200; at++) read(at);
  const change = (at: number, device: string): ReadonlySet<string> => {
    const [vbd = ''] = row(pool.inventory(), 'VM', `vm${at}`)?.VBDs ?? [];
    pool.set('VBD', vbd, { userdevice: device });
    inventory = pool.inventory();
    names.update(new Set([vbd]));
    return names.changed;
  };
  // Of the first, of the last, and of those that are noted by and by.
  for (const [round, at] of [0, 1199, 700, 1199, 700, 0].entries()) {
    expect([...change(at, `d${round}`)]).toEqual([`vm${at}`]);
    expect(read(at)).toMatch(new RegExp(` d${round}$`));
  }
  names.update(new Set(['elsewhere']));
  expect(names.changed.size).toBe(0);
});
