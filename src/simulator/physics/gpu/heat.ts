import type { BoardHardware } from './boards';

/** Air in a server, and what an idle GPU is above it, °C (assumptions, as all of this file). */
const IDLE_C = 35;
const FULL_LOAD_RISE_C = 45;
const RISE_EXPONENT = 0.8;
/** How fast a GPU warms up and cools down. */
export const TIME_CONSTANT_S = 90;
const IDLE_POWER_SHARE = 0.2;
/** The memory of a GPU in use is busy about half as much as its shaders. */
const MEMORY_USE_SHARE = 0.5;

/** Where the temperature of a GPU ends up if it goes on like this, °C. */
export function steadyCelsius(usage: number): number {
  return IDLE_C + FULL_LOAD_RISE_C * Math.max(0, usage) ** RISE_EXPONENT;
}

/** Temperature after some seconds of even use, °C: a first-order response. */
export function celsiusAfter(startC: number, usage: number, seconds: number): number {
  const endC = steadyCelsius(usage);
  return endC + (startC - endC) * Math.exp(-seconds / TIME_CONSTANT_S);
}

/** Mean temperature over these seconds, °C. */
export function meanCelsius(startC: number, usage: number, seconds: number): number {
  const endC = steadyCelsius(usage);
  if (seconds <= 0) return startC;
  return endC + ((startC - endC) * TIME_CONSTANT_S * -Math.expm1(-seconds / TIME_CONSTANT_S)) / seconds;
}

/** What one GPU of a board draws, mW as gpumon reports it. */
export function powerMilliwatts({ watts, gpus }: BoardHardware, usage: number): number {
  const most = (watts / gpus) * 1000;
  return Math.round(most * (IDLE_POWER_SHARE + (1 - IDLE_POWER_SHARE) * usage));
}

/** Memory clock, MHz: full speed as soon as something renders. */
export function memoryClockMhz({ memoryClockMhz: [idle, busy] }: BoardHardware, usage: number): number {
  return usage > 0 ? busy : idle;
}

/** Part of the time in which memory is read or written. */
export function memoryUsage(usage: number): number {
  return usage * MEMORY_USE_SHARE;
}
