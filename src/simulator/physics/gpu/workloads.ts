/**
 * What renders on a GPU. A frame takes t = (fixed + perMegapixel * megapixels) / speed of the engine, and longer when
 * what it needs does not fit into the frame buffer and comes over the bus again for every frame.
 */
export interface GpuWorkload {
  readonly name: string;
  readonly fixedMs: number;
  readonly perMegapixelMs: number;
  /** What a frame touches, MiB. */
  readonly fixedMib: number;
  readonly perMegapixelMib: number;
  /** Frames per second that the processors of the guest can prepare. */
  readonly cpuFps: number;
  readonly vcpus: number;
  readonly guestMib: number;
}

/**
 * Unigine Heaven 4. Times from a K1 with K140Q, memory from what a K120Q with its 512 MiB loses against it (NVIDIA
 * developer forum 161794); processors and memory of the guest from two sessions that take a quarter of 16 vCPUs and
 * less than 3 GB, split evenly (assumption).
 */
export const HEAVEN_OPENGL: GpuWorkload = {
  name: 'Heaven, OpenGL',
  fixedMs: 5.9,
  perMegapixelMs: 72.7,
  fixedMib: 467.4,
  perMegapixelMib: 108.2,
  cpuFps: 40,
  vcpus: 2,
  guestMib: 1300,
};
/** DirectX keeps less in the frame buffer: a K120Q loses nothing. */
export const HEAVEN_DX11: GpuWorkload = { ...HEAVEN_OPENGL, name: 'Heaven, DirectX 11', fixedMib: 380 };

/** A session in use takes 3 to 5 % of a K2 engine: at 15 frames per second, 4 %. */
export const GOOGLE_EARTH: GpuWorkload = {
  name: 'Google Earth',
  fixedMs: 4.2,
  perMegapixelMs: 18.4,
  fixedMib: 120,
  perMegapixelMib: 30,
  cpuFps: 15,
  vcpus: 0.5,
  guestMib: 400,
};

/** What comes over the bus for a frame buffer that is too small, MiB/ms (PCIe 3.0 x16 shared by the GPUs; assumption). */
const BUS_MIB_PER_MS = 4.2;

export interface Screen {
  readonly width: number;
  readonly height: number;
}

/** Time of one frame on an engine that nobody else uses, ms. */
export function frameMs(workload: GpuWorkload, screen: Screen, engineSpeed: number, frameBufferMib: number): number {
  const megapixels = (screen.width * screen.height) / 1e6;
  const missingMib = workload.fixedMib + workload.perMegapixelMib * megapixels - frameBufferMib;
  const renderMs = (workload.fixedMs + workload.perMegapixelMs * megapixels) / engineSpeed;
  return renderMs + Math.max(0, missingMib) / BUS_MIB_PER_MS;
}
