import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RELEASES, type ReleaseName } from '../releases';
import { dom0DefaultMib, dom0MemoryState, dom0UsedMib, tapdisksShortOfMemory, vmsInDom0Memory } from './dom0-memory';
import { eventChannels, exhaustedBy, type Dom0Limit, type Dom0Load } from './dom0-use';
import { density } from './limits';

const GIB = 1024;
const releases = fc.constantFrom(...(Object.keys(RELEASES) as ReleaseName[])).map((name) => RELEASES[name]);

describe('the memory of the control domain', () => {
  test.each([
    ['classic', 3, 200],
    ['classic', 5, 228],
    ['classic', 10.5, 341],
    ['classic', 16, 454],
    ['classic', 512, 752],
    ['steps', 20, 752],
    ['steps', 32, 2048],
    ['steps', 48, 3072],
    ['steps', 256, 4096],
    ['share', 64, 4300],
    ['share', 512, 8192],
  ] as const)('by the rule of %s on a host of %d GiB is %i MiB', (rule, hostGib, mib) => {
    expect(dom0DefaultMib(rule, hostGib * GIB)).toBe(mib);
  });

  test('gets tight before it is exhausted', () => {
    expect([3900, 4000, 4100].map((used) => dom0MemoryState(4096, used))).toEqual(['enough', 'tight', 'exhausted']);
  });

  test('holds exactly as many VMs as fit', () => {
    fc.assert(
      fc.property(
        releases,
        fc.integer({ min: 400, max: 32_768 }),
        fc.integer({ min: 0, max: 16 }),
        (release, mib, vbds) => {
          const vms = vmsInDom0Memory(release, mib, vbds);
          if (vms > 0) expect(dom0UsedMib(release, { vms, vbds: vms * vbds }, mib)).toBeLessThanOrEqual(mib + 1e-6);
          expect(dom0UsedMib(release, { vms: vms + 1, vbds: (vms + 1) * vbds }, mib)).toBeGreaterThan(mib);
        },
      ),
    );
  });
});

describe('a control domain', () => {
  const load: Dom0Load = { vms: 40, pvVms: 0, vcpus: 80, vbds: 80, vifs: 40 };
  const used = (release: ReleaseName, change: Partial<Dom0Load>, mib = 4096): Dom0Limit | null =>
    exhaustedBy(RELEASES[release], mib, { ...load, ...change });

  test('runs out of channels, minors, memory, or the memory that 32 bits reach', () => {
    expect(used('6.1', {})).toBeNull();
    expect(used('6.1', { vifs: 800 })).toBe('event channels');
    expect(used('6.5', { vifs: 800 })).toBeNull();
    expect(used('6.1', { vbds: 1025 })).toBe('blktap minors');
    expect(used('6.5', { vbds: 1600 })).toBe('dom0 memory');
    expect(used('6.2', { vms: 653, pvVms: 653, vcpus: 0 })).toBe('low memory');
    expect(used('6.5', { vms: 653, pvVms: 653, vcpus: 0 }, 8192)).toBeNull();
  });

  test('has no event channels left when a VM of 6.1 more would have needed eight', () => {
    const of = (vms: number): number =>
      eventChannels(RELEASES['6.1'], { vms, pvVms: 0, vcpus: 2 * vms, vbds: 2 * vms, vifs: vms });
    expect([of(154), of(155)]).toEqual([1020, 1026]);
  });

  test('lets its tapdisks go without buffers before it is exhausted', () => {
    const short = (usedMib: number): number => tapdisksShortOfMemory(RELEASES['6.5'], 4096, usedMib, 400);
    expect([3900, 4000, 4096].map(short)).toEqual([0, 14, 62]);
  });
});

describe('the density of a host', () => {
  const vm = { vcpus: 2, vbds: 2, vifs: 1, isHvm: true, memoryMib: 2048, overheadMib: 13 };

  test('is what its memory allows on an ordinary server', () => {
    expect(density(RELEASES['8.2'], vm, { memoryMib: 64 * GIB, dom0Mib: 4300 })).toMatchObject({
      vms: 29,
      limit: 'host memory',
    });
  });

  test('with tiny VMs is what was tested, or what dom0 has memory for', () => {
    const tiny = { ...vm, memoryMib: 256 };
    const host = { memoryMib: 1024 * GIB, dom0Mib: 32_768 };
    expect(density(RELEASES['6.5'], tiny, host).limit).toBe('tested');
    expect(density(RELEASES['6.5'], tiny, { ...host, dom0Mib: 4096 })).toMatchObject({
      vms: 200,
      limit: 'dom0 memory',
    });
  });

  test('never grows by a device more', () => {
    fc.assert(
      fc.property(releases, fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 6 }), (release, vbds, vifs) => {
        const host = { memoryMib: 1024 * GIB, dom0Mib: 4096 };
        const at = (more: number): number => density(release, { ...vm, vbds: vbds + more, vifs }, host).vms;
        expect(at(1)).toBeLessThanOrEqual(at(0));
      }),
    );
  });
});
