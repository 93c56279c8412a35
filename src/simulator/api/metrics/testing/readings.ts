import { NULL_REF, type Ref } from '../../../../xapi/datamodel/ref';
import type { Simulator } from '../../../simulator';
import type { TestPool } from '../../testing';
import { wholeAxis } from '../archives';
import { valuesOf } from '../column';
import { Statistics, type Rrd } from '../statistics';

/** Readings of a data source in an archive, the newest first. */
export function read(
  sim: Simulator,
  choose: (statistics: Statistics) => Rrd,
  name: string,
  archive = 0,
): readonly number[] {
  const statistics = new Statistics(sim.world);
  const rrd = choose(statistics);
  const chosen = rrd.archives[archive];
  if (chosen === undefined) throw new Error('There is no such archive');
  const axis = wholeAxis(chosen, statistics.lastUpdateS);
  const [column] = statistics.columns(rrd, chosen, axis, (source) => source.name === name);
  if (column === undefined) throw new Error(`There is no ${name}`);
  return [...valuesOf(column, axis.rows)];
}

export function ofVm({ sim }: TestPool, vm: Ref<'VM'>, name: string, archive = 0): readonly number[] {
  return read(sim, (all) => all.vm(vm), name, archive);
}

export function ofHost({ sim }: TestPool, host: Ref<'host'> | undefined, name: string, archive = 0): readonly number[] {
  return read(sim, (all) => all.host(host ?? NULL_REF), name, archive);
}
