import { describe, expect, it } from 'vitest';
import { createMembers, originBeside } from './members';

describe('the origin of a server beside another', () => {
  it('has the same scheme, and the same port unless the address names one', () => {
    expect(originBeside('https://10.0.0.1', '10.0.0.2')).toBe('https://10.0.0.2');
    expect(originBeside('http://127.0.0.1:4190/console', '127.0.0.2')).toBe('http://127.0.0.2:4190');
    expect(originBeside('http://127.0.0.1:4190', 'ely2.example:5001')).toBe('http://ely2.example:5001');
    expect(originBeside('https://10.0.0.1:8443', 'fe80::2')).toBe('https://[fe80::2]:8443');
    expect(originBeside('https://10.0.0.1', '10.0.0.2:443')).toBe('https://10.0.0.2');
  });

  it('is none for what is no address', () => {
    for (const text of [
      '',
      'a b',
      'evil.example/path',
      'user@evil.example',
      '10.0.0.2?x',
      'a#b',
      'javascript:alert(1)',
    ]) {
      expect(originBeside('https://10.0.0.1', text)).toBe(null);
    }
  });
});

describe('the servers of a pool', () => {
  it('are asked a few at a time, each in its turn, and the one that answered last between', () => {
    const members = createMembers('https://pool.example', ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    const round = (): readonly string[] => {
      const asked: string[] = [];
      while (members.next()) asked.push(members.origin());
      expect([members.isHome(), members.origin()]).toEqual([true, 'https://pool.example']);
      return asked;
    };
    const all = [...round(), ...round(), ...round()];
    expect(all).toHaveLength(6);
    expect(new Set(all)).toEqual(new Set(['https://10.0.0.1', 'https://10.0.0.2', 'https://10.0.0.3']));
  });

  it('lead to the coordinator, but not to one that did not answer, and not in circles', () => {
    const members = createMembers('https://10.0.0.1', ['10.0.0.2']);
    expect([members.follow('10.0.0.1'), members.origin()]).toEqual([false, 'https://10.0.0.1']);
    members.next();
    expect([members.follow('10.0.0.1'), members.origin()]).toEqual([false, 'https://10.0.0.2']);
    expect([members.follow('10.0.0.3'), members.origin()]).toEqual([true, 'https://10.0.0.3']);
    members.settle();
    expect(members.isHome()).toBe(true);
    expect([members.follow('10.0.0.1'), members.isHome()]).toEqual([true, false]);
    members.restart();
    expect(members.origin()).toBe('https://10.0.0.3');
  });

  it('are those that the pool told of last', () => {
    const members = createMembers('https://10.0.0.1', ['10.0.0.9']);
    members.learn(['10.0.0.1', '10.0.0.2']);
    expect([members.next(), members.origin()]).toEqual([true, 'https://10.0.0.2']);
    members.learn([]);
    expect([members.next(), members.origin()]).toEqual([false, 'https://10.0.0.1']);
  });
});
