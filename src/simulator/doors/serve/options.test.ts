import { describe, expect, test } from 'vitest';
import { readServerOptions } from './options';

describe('the command line', () => {
  test('listens on this machine alone, without control, unless told otherwise', () => {
    expect(readServerOptions([])).toMatchObject({
      host: '127.0.0.1',
      port: 4190,
      control: false,
      hostPorts: undefined,
    });
  });

  test.each([
    [['--host-ports'], { from: 4191 }],
    [['--host-ports', '--control'], { from: 4191 }],
    [['--port', '80', '--host-ports'], { from: 81 }],
    [['--host-ports', '5000'], { from: 5000 }],
    [
      ['--host-ports', 'ely1=5001,a=b=5002'],
      {
        byName: new Map([
          ['ely1', 5001],
          ['a=b', 5002],
        ]),
      },
    ],
  ])('%j maps servers to ports', (args, hostPorts) => {
    expect(readServerOptions(args)).toMatchObject({ hostPorts });
  });

  test.each([
    [[], 'now'],
    [['--speed', '60'], undefined],
    [['--speed', 'max'], undefined],
    [['--speed', 'max', '--clock', 'now'], 'now'],
    [['--clock', '2027-03-01T09:30:00Z'], Date.UTC(2027, 2, 1, 9, 30)],
  ])('%j lets the clock show %s at first', (args, clock) => {
    expect(readServerOptions(args)).toMatchObject({ clock });
  });

  test.each([
    [['--speed', '0'], '--speed takes a whole number from 1 to 1000, or max, not "0".'],
    [['--port', 'http'], '--port takes a whole number from 0 to 65535, not "http".'],
    [['--host-ports', 'ely1'], '--host-ports takes a port or NAME=PORT,NAME=PORT, not "ely1".'],
    [['--scenario', 'scale', '--load', 'x'], '--scenario and --load exclude one another. Give one of them.'],
    [['--cert', 'x'], '--cert and --key belong together. Give both of them.'],
    [['--clock', 'noon'], '--clock takes now, or a time such as 2026-01-05T08:00:00Z, not "noon".'],
    [['--clock', '2026-02-30T25:00:00Z'], '--clock takes now, or a time such as'],
    [['--clock', 'now', '--load', 'x'], '--clock and --load exclude one another. Give one of them.'],
    [['--log', 'all'], '--log takes one of off, error, info, debug, not "all".'],
  ])('%j is refused with the remedy', (args, message) => {
    expect(() => readServerOptions(args)).toThrow(message);
  });
});
