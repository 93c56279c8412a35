import type { Ref } from '../../../xapi/datamodel/ref';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';

/**
 * The state of the paths behind one PBD. The storage manager keeps it in `PBD.other_config`: `multipathed` = true, and
 * for each LUN `mpath-<SCSI id>` = `[active, total]` or `(active, total)`; `iscsi_sessions` counts the sessions.
 */
export function multipathLines(inventory: Inventory, ref: Ref<'PBD'>, about: string): readonly string[] {
  const config = row(inventory, 'PBD', ref)?.other_config;
  if (config?.['multipathed'] !== 'true') return [];
  const sessions = config['iscsi_sessions'];
  const lines: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    const counts = key.startsWith('mpath-') ? /(\d+)\s*,\s*(\d+)/.exec(value) : null;
    if (!counts) continue;
    const line = texts.paths(counts[1] ?? '', counts[2] ?? '', sessions ?? null);
    lines.push(Number(counts[1]) < Number(counts[2]) ? texts.degraded(about, line) : texts.healthy(about, line));
  }
  return lines.length > 0 ? lines : [texts.healthy(about, texts.multipathed)];
}
