import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readServers, serverList } from './server-list';

function storage(text: string | null = null) {
  let kept = text;
  return { getItem: () => kept, setItem: (_key: string, value: string) => void (kept = value), text: () => kept };
}

const ely = { address: '10.0.0.7', name: 'Ely', username: 'root', members: ['10.0.0.7', '10.0.0.8'] };
const cam = { address: 'http://127.0.0.1:4190', name: '', username: '', members: [] };

describe('the server list of the browser', () => {
  it('keeps names, addresses and accounts, each server once', () => {
    const store = storage();
    const list = serverList(store);
    list.save(ely);
    list.save(cam);
    list.save({ ...ely, name: 'Ely 2' });
    expect(serverList(store).read()).toEqual([{ ...ely, name: 'Ely 2' }, cam]);
    list.forget(ely.address);
    expect(list.read()).toEqual([cam]);
  });

  it('keeps what another tab added meanwhile', () => {
    const store = storage();
    const [mine, other] = [serverList(store), serverList(store)];
    mine.read();
    other.save(cam);
    mine.save(ely);
    expect(other.read()).toEqual([cam, ely]);
  });

  it('is empty where the browser keeps nothing', () => {
    const blocked = {
      getItem: (): string => {
        throw new Error('blocked');
      },
      setItem: () => {
        throw new Error('blocked');
      },
    };
    serverList(blocked).save(ely);
    expect(serverList(blocked).read()).toEqual([]);
    expect(serverList(storage('{"not": json')).read()).toEqual([]);
  });

  it('leaves out what it cannot read, whatever that is', () => {
    expect(readServers([ely, { ...ely, name: 'again' }, { address: 'ftp://x' }, 7, null])).toEqual([ely]);
    expect(readServers([{ address: '10.0.0.9', members: 'none', password: 'secret' }])).toEqual([
      { address: '10.0.0.9', name: '', username: '', members: [] },
    ]);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (raw) => Array.isArray(readServers(raw))),
      { seed: 1 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ address: fc.domain(), name: fc.anything() })),
        (raw) => readServers(raw).length <= raw.length,
      ),
    );
  });
});
