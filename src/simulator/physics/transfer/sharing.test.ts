import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RELEASES } from '../releases';
import { coreSecondsPerByte, processedBytesPerSecond, toolstackSecondsPerByte } from './export';
import { shareTransfers, type SharedTransfer, type TransferHost, type TransferRepository } from './sharing';

const release = RELEASES['8.2'];

function transfer(what: 'vm' | 'disk', more: Partial<SharedTransfer> = {}): SharedTransfer {
  const format = { what, compression: 'none' } as const;
  return {
    host: 0,
    repository: 0,
    direction: 'read',
    mostBytesPerS: processedBytesPerSecond(release, format),
    diskShare: 1,
    sentShare: 1,
    receivedShare: 0,
    toolstackSecondsPerByte: toolstackSecondsPerByte(release, format),
    coreSecondsPerByte: coreSecondsPerByte(release, format),
    ...more,
  };
}

const HOST: TransferHost = { sendBytesPerS: 1e9, receiveBytesPerS: 1e9, dom0Cores: 4 };
const REPOSITORY: TransferRepository = { readBytesPerS: 500e6, writeBytesPerS: 400e6 };

describe('exports and imports that go at once', () => {
  test('of VMs share the toolstack of their server, and of disks the processors of its control domain', () => {
    expect(shareTransfers([transfer('vm')], [HOST], [REPOSITORY])[0]).toBeCloseTo(90e6, 0);
    for (const rate of shareTransfers([transfer('vm'), transfer('vm')], [HOST], [REPOSITORY])) {
      expect(rate).toBeCloseTo(45e6, 0);
    }
    const one = { ...HOST, dom0Cores: 1 };
    for (const rate of shareTransfers([transfer('disk'), transfer('disk')], [one], [REPOSITORY])) {
      expect(rate).toBeCloseTo(135e6, 0);
    }
    const apart = [transfer('vm'), transfer('vm', { host: 1 })];
    for (const rate of shareTransfers(apart, [HOST, HOST], [REPOSITORY])) expect(rate).toBeCloseTo(90e6, 0);
  });

  test('read and write without being in the way of one another', () => {
    const both = [transfer('disk'), transfer('disk', { direction: 'write', sentShare: 0, receivedShare: 1 })];
    for (const rate of shareTransfers(both, [{ ...HOST, dom0Cores: 4 }], [REPOSITORY])) {
      expect(rate).toBeCloseTo(270e6, 0);
    }
  });

  test('never get more of anything than there is', () => {
    const some = fc.record({
      host: fc.integer({ min: 0, max: 1 }),
      repository: fc.integer({ min: 0, max: 1 }),
      direction: fc.constantFrom('read', 'write'),
      mostBytesPerS: fc.integer({ min: 1e6, max: 1e9 }),
      diskShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
      sentShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    const capacity = fc.integer({ min: 1, max: 500 }).map((mega) => mega * 1e6);
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 8 }), capacity, capacity, (all, link, disk) => {
        const transfers = all.map((each) => transfer('vm', each as Partial<SharedTransfer>));
        const host = { ...HOST, sendBytesPerS: link };
        const repository = { readBytesPerS: disk, writeBytesPerS: disk };
        const rates = shareTransfers(transfers, [host, host], [repository, repository]);
        const sum = (is: (each: SharedTransfer) => boolean, of: (each: SharedTransfer) => number): number =>
          transfers.reduce((total, each, at) => (is(each) ? total + (rates[at] ?? 0) * of(each) : total), 0);
        for (const place of [0, 1]) {
          expect(
            sum(
              ({ host: at }) => at === place,
              ({ sentShare }) => sentShare,
            ),
          ).toBeLessThan(link * (1 + 1e-9));
          for (const way of ['read', 'write']) {
            const here = ({ repository: at, direction }: SharedTransfer): boolean => at === place && direction === way;
            expect(sum(here, ({ diskShare }) => diskShare)).toBeLessThan(disk * (1 + 1e-9));
          }
        }
        expect(rates.every((rate) => rate > 0)).toBe(true);
      }),
    );
  });
});
