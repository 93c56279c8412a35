import type { ClockState } from '../../control/protocol';
import type { Simulator } from '../simulator';

/** Longest stretch of steps before the door answers calls again. */
const SLICE_MS = 20;
/** Browsers cut longer timers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Drives a simulator's clock by wall time. Nothing runs between two planned steps: the time is brought up to date when
 * somebody asks, and one timer wakes the door when the next step is due.
 */
export class Pacer {
  readonly #simulator: Simulator;
  readonly #wallNow: () => number;
  #paused: boolean;
  #speed: number;
  #wallMs: number;
  #virtualMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(simulator: Simulator, options: { paused?: boolean; speed?: number; wallNow?: () => number } = {}) {
    this.#simulator = simulator;
    this.#wallNow = options.wallNow ?? (() => performance.now());
    this.#paused = options.paused ?? false;
    this.#speed = options.speed ?? 1;
    this.#wallMs = this.#wallNow();
    this.#virtualMs = simulator.nowMs;
    simulator.world.surroundings.planned = () => this.plan();
    this.plan();
  }

  /** Brings virtual time up to the wall's. False when a slice ended before all was done; the rest follows by itself. */
  catchUp(): boolean {
    if (this.#paused || this.#stopped) return true;
    const target = this.#virtualMs + (this.#wallNow() - this.#wallMs) * this.#speed;
    const until = this.#wallNow() + SLICE_MS;
    for (let due = this.#simulator.nextDueMs(); due !== null && due <= target; due = this.#simulator.nextDueMs()) {
      this.#simulator.next();
      if (this.#wallNow() > until) {
        this.#rebase();
        return false;
      }
    }
    this.#simulator.advanceTo(target);
    return true;
  }

  /** Sets the timer for the next due step. Call after anything that may have planned one. */
  plan(): void {
    clearTimeout(this.#timer);
    if (this.#paused || this.#stopped) return;
    const due = this.#simulator.nextDueMs();
    if (due === null) return;
    const wallMs = (due - this.#simulator.nowMs) / this.#speed;
    this.#timer = setTimeout(() => this.#wake(), Math.min(LONGEST_TIMER_MS, Math.max(0, wallMs)));
  }

  pause(): void {
    this.catchUp();
    this.#paused = true;
    this.plan();
  }

  resume(): void {
    this.#paused = false;
    this.#rebase();
    this.plan();
  }

  /** @param speed virtual seconds a wall second, held within 1 to 1000 */
  setSpeed(speed: number): void {
    this.catchUp();
    this.#speed = Math.min(1000, Math.max(1, speed));
    this.#rebase();
    this.plan();
  }

  /** Moves by hand, then goes on from there. */
  move(step: (simulator: Simulator) => void): void {
    this.catchUp();
    step(this.#simulator);
    this.#rebase();
    this.plan();
  }

  state(): ClockState {
    this.catchUp();
    const { nowMs } = this.#simulator;
    return { nowMs, paused: this.#paused, speed: this.#speed, nextDueMs: this.#simulator.nextDueMs() };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #wake(): void {
    this.catchUp();
    this.plan();
  }

  #rebase(): void {
    this.#wallMs = this.#wallNow();
    this.#virtualMs = this.#simulator.nowMs;
  }
}
