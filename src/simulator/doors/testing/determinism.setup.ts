import type { TestProject } from 'vitest/node';
import { liveThrough } from './determinism';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What Node makes of the same seed and calls. */
    readonly nodeHashes: readonly [built: string, lived: string];
  }
}

const SEED = 7;

/** Runs in Node before the tests in the browser. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('nodeHashes', await liveThrough(SEED));
}
