/** Value of `mpath-<SCSIid>` in a PBD's other_config: paths that are up, and the most that have ever been seen. */
export function pathCount(up: number, mostSeen: number): string {
  return `[${up}, ${Math.max(up, mostSeen)}]`;
}
