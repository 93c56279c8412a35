import type { Look } from './look';
import type { Finding } from './own-alert';
import { ofPool } from './pool';
import { certificates, clocks, iscsiNames, licences } from './servers';
import { paths, space } from './storage';

/** Everything that the console finds to be wrong, or about to be, in what it knows of a pool. */
export function findingsIn(look: Look): readonly Finding[] {
  return [
    ...certificates(look),
    ...licences(look),
    ...iscsiNames(look),
    ...clocks(look),
    ...paths(look),
    ...space(look),
    ...ofPool(look),
  ];
}
