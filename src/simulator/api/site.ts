import type { World } from './world';

/** What a pool reaches beyond itself: other pools and servers that stand alone, by the addresses of their servers. */
export interface Site {
  /** The world in which a server answers to an address or a host name; a coordinator's before a member's. */
  worldAt(name: string): World | undefined;
  /** All worlds, oldest first: what lies on the storage network can be reached from each of them. */
  worlds(): readonly World[];
  /** A world whose only server has gone to another pool: nobody answers there any more. */
  close(world: World): void;
  /**
   * An empty world at this time, for a server that is installed anew.
   * @param seed from which its names come: one that no other world of the site has had
   */
  open(nowMs: number, seed: number): World;
}
