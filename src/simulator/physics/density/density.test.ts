import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RELEASES, type ReleaseName } from '../releases';
import { dom0DefaultMib, dom0MemoryState, vmsInDom0Memory, dom0UsedMib } from './dom0-memory';
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
        fc.integer({ min: 752, max: 32_768 }),
        fc.integer({ min: 0, max: 16 }),
        (release, mib, vbds) => {
          const vms = vmsInDom0Memory(release, mib, vbds);
          if (vms > 0) expect(dom0UsedMib(release, vms, vms * vbds)).toBeLessThanOrEqual(mib + 1e-6);
          expect(dom0UsedMib(release, vms + 1, (vms + 1) * vbds)).toBeGreaterThan(mib);
        },
      ),
    );
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
