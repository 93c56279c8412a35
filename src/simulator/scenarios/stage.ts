import type { Messages } from '../../xapi/datamodel/types.gen';
import type { World } from '../api/world';

/** What a scenario builds on: a simulator, seen from its public side. */
export interface Stage {
  readonly world: World;
  readonly nowMs: number;
  call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']>;
  advance(durationMs: number): void;
  advanceTo(timeMs: number): void;
  idle(): void;
}
