import { describe, expect, test } from 'vitest';
import {
  cleanShutdownMs,
  copyMs,
  guestBootMs,
  migrationTimes,
  resumeMs,
  snapshotMs,
  startMs,
  suspendMs,
  vbdPlugMs,
} from './lifecycle';
import { RELEASES } from './releases';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

describe('live migration', () => {
  const workingSet = 64 * MIB;

  test('of 4 GiB over 1 Gbit/s takes 38 s and stops the guest for half a second', () => {
    const times = migrationTimes({
      memoryBytes: 4096 * MIB,
      dirtyBytesPerSecond: 20e6,
      workingSetBytes: workingSet,
      networkBytesPerSecond: 117e6,
      disks: 1,
    });
    expect(times.rounds.map(({ bytes }) => Number((bytes / 1e6).toFixed(1)))).toEqual([4295, 67.1, 11.5, 2, 0.3]);
    expect(times.rounds.map(({ ms }) => Number((ms / 1000).toFixed(3)))).toEqual([36.709, 0.574, 0.098, 0.017, 0.003]);
    expect(times.preCopyMs / 1000).toBeCloseTo(37.4, 2);
    expect(Math.round(times.downtimeMs)).toBe(560);
    expect(times.totalMs / 1000).toBeCloseTo(37.96, 2);
    expect(times.converges).toBe(true);
  });

  test('of 4 GiB over 10 Gbit/s needs three rounds and 11 s', () => {
    const times = migrationTimes({
      memoryBytes: 4096 * MIB,
      dirtyBytesPerSecond: 20e6,
      workingSetBytes: workingSet,
      networkBytesPerSecond: 400e6,
      disks: 1,
    });
    expect(times.rounds).toHaveLength(3);
    expect(times.totalMs / 1000).toBeCloseTo(11.47, 2);
  });

  test('of a guest that changes memory faster than the network carries it stops the guest for long', () => {
    const times = migrationTimes({
      memoryBytes: 16384 * MIB,
      dirtyBytesPerSecond: 150e6,
      workingSetBytes: 512 * MIB,
      networkBytesPerSecond: 117e6,
      disks: 1,
    });
    expect(times.rounds).toHaveLength(5);
    expect(times.preCopyMs / 1000).toBeCloseTo(165.19, 1);
    expect(Math.round(times.downtimeMs)).toBe(5149);
    expect(times.converges).toBe(false);
  });
});

test('a VM with more memory, slower disks or a vGPU starts later', () => {
  const plain = { memoryBytes: GIB, diskPlugsMs: [250], vifs: 1, vgpus: 0, emulated: true, placed: true };
  expect(startMs(plain)).toBe(500 + 300 + 600 + 250 + 150 + 500);
  expect(startMs({ ...plain, memoryBytes: 11 * GIB })).toBe(startMs(plain) + 1000);
  expect(startMs({ ...plain, diskPlugsMs: [vbdPlugMs('lvmoiscsi')] })).toBe(startMs(plain) + 550);
  expect(startMs({ ...plain, diskPlugsMs: Array.from({ length: 11 }, () => 250) })).toBe(startMs(plain) + 250);
  const onOldServer = { ...plain, diskPlugsMs: [250, 250, 250], parallelPlugs: RELEASES['6.5'].storage.parallelPlugs };
  expect(startMs(onOldServer)).toBe(startMs(plain) + 500);
  expect(startMs({ ...plain, vgpus: 1 })).toBe(startMs(plain) + 3000);
  expect(startMs({ ...plain, emulated: false })).toBe(startMs(plain) - 500);
});

test('Windows boots and shuts down slower than Linux', () => {
  expect(guestBootMs('linux')).toBe(15_000);
  expect(guestBootMs('windows-server')).toBe(45_000);
  expect(cleanShutdownMs('linux')).toBe(8000);
  expect(cleanShutdownMs('windows-desktop')).toBe(20_000);
});

test('suspending and resuming take as long as the image travels, at most 300 MB/s', () => {
  expect(suspendMs(3e9, 100e6)).toBe(31_000);
  expect(suspendMs(3e9, 900e6)).toBe(11_000);
  expect(resumeMs(3e9, 100e6, { diskPlugsMs: [600], vifs: 1, vgpus: 0 })).toBe(31_750);
});

test('a snapshot costs per disk, a copy per byte', () => {
  expect(snapshotMs([])).toBe(300);
  expect(snapshotMs([600, 600])).toBe(2500);
  expect(copyMs([{ bytes: 2e9, bytesPerSecond: 100e6 }])).toBe(20_300);
});
