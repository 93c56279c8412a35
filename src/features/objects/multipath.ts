import type { Records } from '../../xapi/datamodel/types.gen';

/** The paths of a server to one LUN. */
export interface LunPaths {
  readonly scsiId: string;
  readonly active: number;
  readonly total: number;
}

/** How a server reaches storage over several paths. */
export interface Multipath {
  readonly luns: readonly LunPaths[];
  /** Sessions of iSCSI, as the storage manager counts them; null: not counted. */
  readonly sessions: string | null;
}

/**
 * The state of the paths behind one PBD; null where multipathing is off. The storage manager keeps it in
 * `PBD.other_config`: `multipathed` = true, and for each LUN `mpath-<SCSI id>` = `[active, total]` or `(active, total)`;
 * `iscsi_sessions` counts the sessions.
 */
export function multipathOf(pbd: Records['PBD'] | undefined): Multipath | null {
  const config = pbd?.other_config;
  if (config?.['multipathed'] !== 'true') return null;
  const luns: LunPaths[] = [];
  for (const [key, value] of Object.entries(config)) {
    const counts = key.startsWith('mpath-') ? /(\d+)\s*,\s*(\d+)/.exec(value) : null;
    if (counts) luns.push({ scsiId: key.slice('mpath-'.length), active: Number(counts[1]), total: Number(counts[2]) });
  }
  return { luns, sessions: config['iscsi_sessions'] ?? null };
}
