import { only, row, rows } from '../../objects';
import { parseTime } from '../../values';
import { DAY_MS, idIn, placeOf, UPDATES_PAGE } from './look';
import type { Look } from './look';
import type { AlertAction, Finding } from './own-alert';
import { texts } from './texts';

/** From so many days on the list of updates counts as old, and as neglected. */
const OLD_DAYS = 30;
const VERY_OLD_DAYS = 90;

type Common = Pick<Finding, 'cls' | 'object' | 'uuid'>;

/** What is true of the pool as a whole. */
export function ofPool(look: Look): readonly Finding[] {
  const [ref, pool] = only(look.inventory, 'pool') ?? [];
  if (ref === undefined || !pool) return [];
  const common: Common = { cls: 'Pool', object: idIn(look, 'pool', ref), uuid: pool.uuid };
  return [...overcommitment(look, common), ...updates(look, common), ...age(look, common), ...tools(look, common)];
}

function overcommitment(look: Look, common: Common): readonly Finding[] {
  const pool = only(look.inventory, 'pool')?.[1];
  if (pool?.ha_enabled !== true) return [];
  const [wanted, planned] = [pool.ha_host_failures_to_tolerate, pool.ha_plan_exists_for];
  if (!pool.ha_overcommitted && planned >= wanted) return [];
  return [
    {
      ...common,
      kind: 'overcommitted',
      key: `overcommitted ${common.uuid} ${planned}`,
      severity: 2,
      sentence: planned < wanted ? texts.overcommitted(wanted, planned) : texts.overcommittedOnly,
      actions: [
        { label: texts.actions.ha, to: placeOf(common.object, 'ha') },
        { label: texts.actions.tolerance, command: 'pool.haTolerance', objects: [common.object] },
      ],
    },
  ];
}

const toUpdates: AlertAction = {
  label: texts.actions.updates,
  to: UPDATES_PAGE,
};

/** Those of repositories, and those that were uploaded and are not on every server. */
function updates(look: Look, common: Common): readonly Finding[] {
  const servers = new Set<string>();
  const ids: string[] = [];
  let security = 0;
  for (const each of look.offer?.hosts ?? []) {
    if (each.updates.length > 0 && row(look.inventory, 'host', each.ref)) servers.add(each.ref);
  }
  for (const update of look.offer?.updates ?? []) {
    ids.push(update.id);
    if (update.type === 'security') security += 1;
  }
  for (const [ref, update] of rows(look.inventory, 'pool_update')) {
    const lacking = [...rows(look.inventory, 'host').keys()].filter((host) => !update.hosts.includes(host));
    if (lacking.length > 0) ids.push(ref);
    for (const host of lacking) servers.add(host);
  }
  if (ids.length === 0 || servers.size === 0) return [];
  return [
    {
      ...common,
      kind: 'updates',
      // Others are news, also where some were dismissed.
      key: `updates ${ids.toSorted().join(' ')}`,
      severity: security > 0 ? 2 : 4,
      sentence: texts.updates(ids.length, security, servers.size),
      actions: [toUpdates],
    },
  ];
}

/** Of the list of updates (XenCenter: OutOfSyncWithCdnAlert). */
function age(look: Look, common: Common): readonly Finding[] {
  const pool = only(look.inventory, 'pool')?.[1];
  if (!pool || pool.repositories.length === 0) return [];
  const syncedMs = parseTime(pool.last_update_sync);
  const days = syncedMs === null ? Infinity : Math.floor((look.nowMs - syncedMs) / DAY_MS);
  if (days < OLD_DAYS) return [];
  return [
    {
      ...common,
      kind: 'synchronisation',
      key: `synchronisation ${common.uuid} ${days >= VERY_OLD_DAYS ? 'very old' : 'old'}`,
      severity: days >= VERY_OLD_DAYS ? 2 : 3,
      sentence: syncedMs === null ? texts.neverSynchronised : texts.synchronisation(days),
      actions: [toUpdates],
    },
  ];
}

function tools(look: Look, common: Common): readonly Finding[] {
  const isRunning = (vm: string): boolean => row(look.inventory, 'VM', vm)?.power_state === 'Running';
  const missing = look.tools.missing.filter(isRunning).length;
  const outdated = look.tools.outdated.filter(isRunning).length;
  if (missing + outdated === 0) return [];
  const list = { ...placeOf(common.object, 'search'), gridFilter: 'power:running tools!:installed', look: 'vm' };
  return [
    {
      ...common,
      kind: 'tools',
      key: `tools ${common.uuid}`,
      severity: 4,
      sentence: texts.tools(missing, outdated),
      actions: [{ label: texts.actions.tools, to: list }],
    },
  ];
}
