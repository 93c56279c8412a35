import type { SimulatorHandle } from '../connections/simulator-handle';
import { announce } from '../../ui/feedback/live-region';
import { saveFile } from '../../ui/files/save-file';
import { setBar } from './bar-store';
import { texts } from './texts';

/** Carries out one request to the simulator, says so while it lasts, and shows its sentence when it refuses. */
async function work<T>(working: string | null, request: Promise<T>, title: string, isFile = false): Promise<T | null> {
  if (working !== null) setBar({ working });
  setBar({ refusal: null });
  try {
    return await request;
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    setBar({ refusal: { title, sentence, isFile } });
    return null;
  } finally {
    if (working !== null) setBar({ working: null });
  }
}

/** What the bar can have the simulator do; each resolves to whether it was done. */
export interface WorldActions {
  pause(): Promise<boolean>;
  resume(): Promise<boolean>;
  setSpeed(speed: number): Promise<boolean>;
  advanceTo(timeMs: number): Promise<boolean>;
  nextEvent(): Promise<boolean>;
  runUntilIdle(): Promise<boolean>;
  build(scenario: string, seed: number, hosts?: number, vms?: number): Promise<boolean>;
  open(files: readonly File[]): Promise<boolean>;
  save(): Promise<boolean>;
  reset(): Promise<boolean>;
  fork(name: string): Promise<boolean>;
  switchTo(name: string): Promise<boolean>;
  hash(): Promise<string | null>;
  /** The same unasked: what a person reads meanwhile stays. */
  hashUnasked(): Promise<string | null>;
}

export function worldActions(simulator: SimulatorHandle): WorldActions {
  const done = async (working: string | null, request: Promise<unknown>): Promise<boolean> =>
    (await work(working, request, texts.failed)) !== null;

  return {
    pause: () => done(null, simulator.control('clock.pause')),
    resume: () => done(null, simulator.control('clock.resume')),
    setSpeed: (speed) => done(null, simulator.control('clock.speed', speed)),
    advanceTo: (timeMs) => done(texts.working.advance, simulator.control('clock.advanceTo', timeMs)),
    nextEvent: () => done(texts.working.advance, simulator.control('clock.next')),
    runUntilIdle: () => done(texts.working.idle, simulator.control('clock.idle')),
    build: (scenario, seed, hosts, vms) =>
      done(texts.working.build(scenario), simulator.control('world.scenario', scenario, seed, hosts, vms)),
    async open(files) {
      const [file] = files;
      if (file === undefined) return false;
      if (files.length > 1) {
        setBar({ refusal: { title: texts.failed, sentence: texts.open.oneOnly, isFile: true } });
        return false;
      }
      const request = simulator.control('world.open', file.name, file);
      const world = await work(texts.open.opening(file.name), request, texts.open.refused(file.name), true);
      if (world === null) return false;
      announce(texts.open.opened(file.name));
      if (world.notices.length > 0) setBar({ opened: { name: file.name, notices: world.notices } });
      return true;
    },
    async save() {
      const saved = await work(texts.working.save, simulator.control('world.save'), texts.failed);
      if (saved === null) return false;
      saveFile(saved.fileName, saved.content);
      return true;
    },
    reset: () => done(texts.working.reset, simulator.control('world.reset')),
    fork: (name) => done(texts.working.fork, simulator.control('world.fork', name)),
    switchTo: (name) => done(texts.working.switch(name), simulator.control('world.switch', name)),
    hash: () => work(null, simulator.control('hash'), texts.failed),
    hashUnasked: () => simulator.control('hash').catch(() => null),
  };
}
