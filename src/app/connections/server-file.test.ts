import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readServerFile, writeServerFile } from './server-file';

const servers = [
  { address: '10.0.0.7', name: 'Ely', username: 'alice', members: ['10.0.0.7', '10.0.0.8'] },
  { address: 'http://127.0.0.1:4190', name: '<b>Hostile</b>', username: '', members: [] },
];

describe('the server list as a file', () => {
  it('comes back as it was written', () => {
    expect(readServerFile(writeServerFile(servers))).toEqual(servers);
    expect(readServerFile(writeServerFile([]))).toEqual([]);
  });

  it('is nothing else', () => {
    const others = ['', '[]', 'null', '{"format":"other","servers":[]}', '{"format":"xenia-servers"}', '<servers/>'];
    for (const text of others) expect(readServerFile(text)).toBe(null);
    expect(readServerFile(writeServerFile(servers) + ' '.repeat(600_000))).toBe(null);
    fc.assert(
      fc.property(fc.string(), (text) => readServerFile(text) === null),
      { seed: 1 },
    );
  });

  it('gives what can be read of it, and no passwords', () => {
    const text = JSON.stringify({
      format: 'xenia-servers',
      version: 9,
      servers: [
        { address: '10.0.0.9', name: 'x', username: 'root', password: 'secret', members: [] },
        { address: 'ftp://x' },
        5,
      ],
    });
    expect(readServerFile(text)).toEqual([{ address: '10.0.0.9', name: 'x', username: 'root', members: [] }]);
  });
});
