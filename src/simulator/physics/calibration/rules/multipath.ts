import { PATH_STATES } from '../../multipath/path-state';
import { pathGroups, usePaths } from '../../multipath/paths';
import { PROFILES, queueSeconds } from '../../multipath/profiles';
import { isAluaOverlooked, rdacLogLine, rdacMode } from '../../multipath/rdac';
import { payloadShare } from '../../network/framing';
import { FOUR_PATHS, OWNED } from '../models/multipath';
import type { Rule } from '../row';

const ALUA = 'Multipathing and ALUA in XenServer 6.5 (XenServer blog, 2015)';

export const MULTIPATH_RULES: readonly Rule[] = [
  {
    id: 'jumbo',
    rule: 'an MTU of 9000 instead of 1500 carries more of the storage traffic',
    source: ALUA,
    facts: ['ALUA-01'],
    holds: () => payloadShare(9000) > payloadShare(1500),
    values: () => [payloadShare(1500), payloadShare(9000)],
  },
  {
    id: 'alua-states',
    rule: 'active/optimized is 0, active/non-optimized 1, standby 2, unavailable 3, transitioning f',
    source: ALUA,
    facts: ['ALUA-05', 'ALUA-06', 'ALUA-07', 'ALUA-08', 'ALUA-09'],
    holds: () =>
      (['optimized', 'non-optimized', 'standby', 'unavailable', 'transitioning'] as const)
        .map((state) => PATH_STATES[state].code.toString(16))
        .join('') === '0123f',
  },
  {
    id: 'alua-priorities',
    rule: 'optimized paths have priority 50 (up to 80 elsewhere), non-optimized ones 10, standby ones 1',
    source: ALUA,
    facts: ['ALUA-13', 'ALUA-14', 'ALUA-15', 'ALUA-16'],
    holds: () =>
      PATH_STATES.optimized.priority === 50 &&
      PATH_STATES['non-optimized'].priority === 10 &&
      PATH_STATES.standby.priority === 1,
  },
  {
    id: 'two-groups',
    rule: 'multipath -ll shows two groups of two paths, of priority 50 and 10',
    source: ALUA,
    facts: ['ALUA-23'],
    holds: () =>
      pathGroups(FOUR_PATHS, OWNED, PROFILES.alua)
        .map(({ priority, paths }) => `${priority}:${paths.length}`)
        .join(' ') === '50:2 10:2',
  },
  {
    id: 'failover-only',
    rule: 'paths to the other controller are used for failover only',
    source: ALUA,
    facts: ['ALUA-11'],
    holds: () => {
      const broken = FOUR_PATHS.map((path) => (path.controller === 0 ? { ...path, isUp: false } : path));
      const controllers = (paths: typeof FOUR_PATHS): string =>
        [...new Set(usePaths(paths, OWNED, PROFILES.alua, 1).active.map(({ controller }) => controller))].join(' ');
      return controllers(FOUR_PATHS) === '0' && controllers(broken) === '1';
    },
  },
  {
    id: 'clariion',
    rule: 'a Clariion groups by priority, fails back at once and waits longer than others for a path',
    source: 'CTX132976',
    facts: ['ALUA-12'],
    holds: () =>
      PROFILES.clariion.groupingPolicy === 'group_by_prio' &&
      PROFILES.clariion.prio === 'emc' &&
      PROFILES.clariion.hardwareHandler === 'alua' &&
      PROFILES.clariion.failback === 'immediate' &&
      queueSeconds(PROFILES.clariion) > queueSeconds(PROFILES.alua),
    values: () => [queueSeconds(PROFILES.clariion), queueSeconds(PROFILES.alua)],
  },
  {
    id: 'md36xx',
    rule: 'the stock profile of an MD36xx is all RDAC; two lines more make it notice ALUA',
    source: ALUA,
    facts: ['ALUA-17', 'ALUA-18'],
    holds: () => {
      const { md36xx } = PROFILES;
      const added = PROFILES['md36xx-alua'];
      return (
        [md36xx.prio, md36xx.hardwareHandler, md36xx.pathChecker].every((name) => name === 'rdac') &&
        md36xx.pgInitRetries === 50 &&
        md36xx.rrMinIo === 100 &&
        !('detectPrio' in md36xx) &&
        added.detectPrio &&
        added.retainAttachedHwHandler
      );
    },
  },
  {
    id: 'tpgs-trap',
    rule: 'an MD36xx answers TPGS 0 although ALUA works, a NetApp 1',
    source: ALUA,
    facts: ['ALUA-20'],
    holds: () =>
      isAluaOverlooked({ tpgs: 0, controllerByte: 0x61 }) && !isAluaOverlooked({ tpgs: 1, controllerByte: 0x61 }),
  },
  {
    id: 'ioship',
    rule: 'bit 5 of byte 0x61 of page c9 says IOSHIP, bit 7 would say AVT; the kernel logs it for each path',
    source: ALUA,
    facts: ['ALUA-21', 'ALUA-22'],
    holds: () =>
      rdacMode(0x61) === 'IOSHIP' &&
      rdacMode(0x81) === 'AVT' &&
      rdacLogLine(1, 'IOSHIP', true) === 'rdac: LUN 1 (IOSHIP) (owned)',
    values: () => [rdacLogLine(1, rdacMode(0x61), true)],
  },
];
