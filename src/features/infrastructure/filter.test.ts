import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { TreeNode } from './tree-node';
import { filterWords, highlighterFor, matcherFor, mayBeAddress } from './filter';

function vmNode(ref: string): TreeNode {
  return {
    key: ref,
    id: { connection: 'c', class: 'VM', ref },
    kind: 'vm',
    label: ref,
    glyph: { kind: 'vm' },
    hidden: false,
    note: '',
  };
}

describe('quick filter of the trees', () => {
  const pool = makePool({ hosts: 1, vms: 3 });
  pool.set('VM', 'vm0', { name_label: 'Web Frontend', name_description: 'Shop, EU' });
  pool.set('VM', 'vm1', { name_label: 'db', guest_metrics: 'gm' });
  pool.set('VM_guest_metrics', 'gm', { networks: { '0/ip': '10.20.30.40', '0/ipv6/0': 'fe80::1' } });
  const found = (text: string) =>
    ['vm0', 'vm1', 'vm2'].filter((ref) => matcherFor(pool.inventory(), filterWords(text))(vmNode(ref)));

  it('finds any of its words in names, descriptions and addresses', () => {
    expect(found('WEB')).toEqual(['vm0']);
    expect(found('shop db')).toEqual(['vm0', 'vm1']);
    expect(found('20.30')).toEqual(['vm1']);
    expect(found('fe80:')).toEqual(['vm1']);
    expect(found('nothing')).toEqual([]);
  });

  it('asks for addresses only when a word could be one', () => {
    expect(['10.2', '192', 'fe80:', '::'].map((text) => mayBeAddress(filterWords(text)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['web', 'a1', '7', ''].map((text) => mayBeAddress(filterWords(text)))).toEqual([false, false, false, false]);
  });

  it('marks what it found, overlaps once', () => {
    expect(highlighterFor(filterWords('web eb f'))('Web Frontend web')).toEqual([
      [0, 3],
      [4, 5],
      [13, 16],
    ]);
    expect(highlighterFor(filterWords('x'))('Web')).toBeUndefined();
  });
});
