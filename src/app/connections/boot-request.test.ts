import { describe, expect, it } from 'vitest';
import { bootParametersOf, readBootRequest, withoutWorld, withWorld } from './boot-request';

const PAGE = 'https://xenia.example/console/';
const read = (search: string, meta: string | null = null) => readBootRequest(search, meta, PAGE);

describe('which pool the page talks to', () => {
  it('is the embedded one by default, kept by the browser', () => {
    expect(read('')).toEqual({ kind: 'embedded', boot: { persist: true } });
  });

  it('is the world that the URL asks for', () => {
    expect(read('?scenario=Scale&seed=7&hosts=64&vms=10000')).toEqual({
      kind: 'embedded',
      boot: { scenario: 'scale', seed: 7, hosts: 64, vms: 10_000, persist: true },
    });
  });

  it('reads the names of worlds with a release in them', () => {
    expect(read('?scenario=test-bed-6.5')).toMatchObject({ boot: { scenario: 'test-bed-6.5' } });
  });

  it('passes on names that no world has: opening another one without a word would surprise', () => {
    expect(read('?scenario=test_bed')).toMatchObject({ boot: { scenario: 'test_bed' } });
    expect(read('?scenario=<b>')).toMatchObject({ boot: { scenario: '<b>' } });
    expect(read(`?scenario=${'x'.repeat(1000)}`)).toMatchObject({ boot: { scenario: 'x'.repeat(40) } });
  });

  it('ignores what is not a number or too large', () => {
    for (const search of ['?seed=-1', '?hosts=65', '?hosts=0', '?vms=1e9', '?vms=20001', '?scenario=', '?seed=']) {
      expect(read(search)).toEqual({ kind: 'embedded', boot: { persist: true } });
    }
  });

  it('goes over HTTP in the page on request', () => {
    expect(read('?transport=msw&scenario=empty').kind).toBe('mocks');
  });

  it('is the server that the page came from when that server is a pool', () => {
    expect(read('?scenario=scale', '/')).toEqual({ kind: 'live', origin: 'https://xenia.example' });
    expect(read('', './')).toEqual({ kind: 'live', origin: 'https://xenia.example/console' });
  });
});

describe('world parameters beside the navigation', () => {
  it('are kept as they are', () => {
    expect(bootParametersOf({ scenario: 'scale', seed: '7', view: 'objects', vms: 3 })).toEqual({
      scenario: 'scale',
      seed: '7',
    });
  });

  it('leave the URL once the world is kept, so that a reload continues it', () => {
    expect(withoutWorld({ scenario: 'scale', seed: '7', persist: 'off', transport: 'msw' })).toEqual({
      persist: 'off',
      transport: 'msw',
    });
  });

  it('come back into a link that is copied, so that it opens the same world elsewhere', () => {
    const view = 'https://xenia.example/?sel=VM:1,VM:2';
    expect(withWorld(view, { kind: 'scenario', name: 'scale', seed: 7, hosts: 64, vms: 100 })).toBe(
      'https://xenia.example/?sel=VM:1,VM:2&scenario=scale&seed=7&hosts=64&vms=100',
    );
    expect(withWorld(view, { kind: 'pool-database', fileName: 'lab.xml' })).toBe(view);
    expect(withWorld(view, null)).toBe(view);
  });
});
