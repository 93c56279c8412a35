import { beginWrites } from '../api/vdi/growth';
import { balanceMemory } from '../api/vm/balloons';
import type { Stage } from './stage';

/** Runs `build` while virtual time jumps to whatever a call waits for, and leaves the clock as it was. */
export async function inInstantTime(stage: Stage, build: () => Promise<void>): Promise<void> {
  const { db, surroundings } = stage.world;
  const before = surroundings.clockMode;
  surroundings.clockMode = 'instant';
  db.isHeard = false;
  try {
    await build();
    stage.idle();
  } finally {
    surroundings.clockMode = before;
    db.isHeard = true;
    db.transaction(() => balanceMemory(stage.world));
    beginWrites(stage.world);
  }
}
