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
  return TOLD.spans(world, ref).flatMap(({ text, fromS, toS }) => {
    const workload = readWorkload(text);
    return workload === null ? [] : [{ workload, fromS, toS }];
  });
}
