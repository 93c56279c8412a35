import type { Ref } from '../../../xapi/datamodel/ref';
import { diskName, diskNumber } from '../vm/device-names';
import type { World } from '../world';
import { wholeAxis } from './archives';
import { valuesOf } from './column';
import { Statistics } from './statistics';

/** What a running VM writes to each of its disks now, bytes a second. */
export function diskWrites(world: World, vm: Ref<'VM'>): ReadonlyMap<Ref<'VDI'>, number> {
  const { db } = world;
  const row = db.row('VM', vm);
  if (row.power_state !== 'Running') return new Map();
  const statistics = new Statistics(world);
  const rrd = statistics.vm(vm);
  const [finest] = rrd.archives;
  if (finest === undefined) return new Map();
  const axis = { ...wholeAxis(finest, statistics.lastUpdateS), rows: 1 };
  const columns = statistics.columns(rrd, finest, axis, ({ name }) => /^vbd_\w+_write$/.test(name));
  const rates = new Map(columns.map((column) => [column.source.name, valuesOf(column, 1)[0] ?? NaN]));
  return new Map(
    row.VBDs.map((ref) => {
      const { VDI, device, userdevice } = db.row('VBD', ref);
      const name = device === '' ? diskName(diskNumber(userdevice)) : device;
      // NaN of a guest that has just begun.
      return [VDI, rates.get(`vbd_${name}_write`) || 0] as const;
    }),
  );
}
