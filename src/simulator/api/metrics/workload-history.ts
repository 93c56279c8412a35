import type { Ref } from '../../../xapi/datamodel/ref';
import type { Workload } from '../../physics/workloads';
import type { World } from '../world';
import { TextHistory } from './text-history';
import { readWorkload, WORKLOAD_KEY } from './workload';

/** A time in which a guest did something that somebody has told it, seconds since 1970. */
export interface Work {
  readonly workload: Workload;
  readonly fromS: number;
  /** Infinity while it goes on. */
  readonly toS: number;
}

/** What guests were told to do. */
export const TOLD = new TextHistory<'VM'>({
  cls: 'VM',
  part: 'workloads',
  fields: ['other_config'],
  textOf: ({ other_config }) => other_config[WORKLOAD_KEY] ?? '',
  isListed: true,
});

/** What a guest was told to do, oldest first. */
export function worksOf(world: World, ref: Ref<'VM'>): readonly Work[] {
  const works: Work[] = [];
  for (const { text, fromS, toS } of TOLD.spans(world, ref)) {
    const workload = readWorkload(text);
    if (workload !== null) works.push({ workload, fromS, toS });
  }
  return works;
}
