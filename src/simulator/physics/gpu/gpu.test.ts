import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gpuBoard } from '../../api/gpu/catalogue';
import { BOARD_HARDWARE } from './boards';
import { celsiusAfter, memoryClockMhz, memoryUsage, powerMilliwatts, steadyCelsius } from './heat';
import { engineLoad, type Engine, type GpuSession } from './sharing';
import { GOOGLE_EARTH, HEAVEN_DX11, HEAVEN_OPENGL } from './workloads';

const SMALL = { width: 800, height: 600 };
const heaven = (vgpu: number): GpuSession => ({
  workload: HEAVEN_OPENGL,
  screen: { width: 1920, height: 1080 },
  frameBufferMib: 960,
  vgpu,
  limiterFps: 60,
});
const k1: Engine = { speed: 1, scheduler: 'best effort', residentVgpus: 4, mostVgpus: 4 };

test('the boards are those of the catalogue, with as many GPUs', () => {
  for (const [name, { gpus }] of Object.entries(BOARD_HARDWARE)) expect(gpuBoard(name).gpusPerBoard, name).toBe(gpus);
});

describe('an engine', () => {
  test('halves the first benchmark when a second one starts on it', () => {
    const [alone] = engineLoad(k1, [heaven(0)]).fps;
    const together = engineLoad(k1, [heaven(0), heaven(1)]);
    expect(together.fps.map((fps) => fps / (alone ?? 0))).toEqual([0.5, 0.5]);
    expect(together.usage).toBeCloseTo(1, 9);
  });

  test('gives an equal share to all vGPUs that exist, a fixed one to all that could', () => {
    const [best] = engineLoad(k1, [heaven(0)]).fps;
    const [equal] = engineLoad({ ...k1, scheduler: 'equal share', residentVgpus: 2 }, [heaven(0)]).fps;
    const [fixed] = engineLoad({ ...k1, scheduler: 'fixed share', residentVgpus: 2 }, [heaven(0)]).fps;
    expect((equal ?? 0) / (best ?? 1)).toBeCloseTo(0.5, 9);
    expect((fixed ?? 0) / (best ?? 1)).toBeCloseTo(0.25, 9);
  });

  test('is never used more than fully, and no session exceeds the limiter under best effort', () => {
    const session = fc.record<GpuSession>({
      workload: fc.constantFrom(HEAVEN_OPENGL, HEAVEN_DX11, GOOGLE_EARTH),
      screen: fc.constantFrom(SMALL, { width: 1920, height: 1080 }),
      frameBufferMib: fc.constantFrom(512, 960, 4096),
      vgpu: fc.nat({ max: 7 }),
      limiterFps: fc.constantFrom(45, 60),
    });
    const engine = fc.record<Engine>({
      speed: fc.constantFrom(1, 7, 30),
      scheduler: fc.constantFrom('best effort', 'equal share', 'fixed share'),
      residentVgpus: fc.constant(8),
      mostVgpus: fc.constant(16),
    });
    fc.assert(
      fc.property(engine, fc.array(session, { maxLength: 20 }), (on, sessions) => {
        const { fps, usage } = engineLoad(on, sessions);
        expect(usage).toBeLessThanOrEqual(1 + 1e-9);
        fps.forEach((rate, index) => {
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual((sessions[index]?.workload.cpuFps ?? 0) + 1e-6);
        });
      }),
    );
  });
});

describe('a busy GPU', () => {
  const k2 = BOARD_HARDWARE['GRID K2']!;

  test('warms up within minutes and cools down again', () => {
    const idle = steadyCelsius(0);
    const minute = celsiusAfter(idle, 1, 60);
    const later = celsiusAfter(minute, 1, 600);
    expect(minute).toBeGreaterThan(idle);
    expect(later).toBeCloseTo(80, 0);
    expect(celsiusAfter(later, 0, 900)).toBeCloseTo(idle, 1);
  });

  test('draws more power and clocks its memory up', () => {
    expect(powerMilliwatts(k2, 0)).toBe(22_500);
    expect(powerMilliwatts(k2, 1)).toBe(112_500);
    expect(memoryClockMhz(k2, 0)).toBe(324);
    expect(memoryClockMhz(k2, 0.1)).toBe(2500);
    expect(memoryUsage(1)).toBeLessThan(1);
  });
});
