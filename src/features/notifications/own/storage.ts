import { fullnessOf, spaceOutlook } from '../../dashboard';
import { hostIsLive, multipathOf, row, rows } from '../../objects';
import { DAY_MS, idIn, nameIn, placeOf } from './look';
import type { Look } from './look';
import type { Finding } from './own-alert';
import { texts } from './texts';

/** From so much on storage counts as nearly full, and as full. */
const HIGH = 0.85;
const FULL = 0.95;
/** A forecast further away than this is told by the dashboard alone. */
const SOON_DAYS = 30;
const VERY_SOON_DAYS = 7;

/** Each server that reaches storage over fewer paths than it should. */
export function paths(look: Look): readonly Finding[] {
  const { inventory } = look;
  return [...rows(inventory, 'PBD').values()].flatMap((pbd): readonly Finding[] => {
    const sr = row(inventory, 'SR', pbd.SR);
    const host = row(inventory, 'host', pbd.host);
    if (!sr || !host || !pbd.currently_attached || !hostIsLive(inventory, host)) return [];
    const luns = multipathOf(pbd)?.luns.filter(({ active, total }) => active < total) ?? [];
    const worst = luns.reduce<(typeof luns)[number] | undefined>(
      (least, lun) => (least === undefined || lun.active < least.active ? lun : least),
      undefined,
    );
    if (worst === undefined) return [];
    const object = idIn(look, 'SR', pbd.SR);
    return [
      {
        kind: 'paths',
        key: `paths ${pbd.uuid} ${worst.active}`,
        severity: worst.active === 0 ? 1 : 3,
        cls: 'SR',
        object,
        uuid: sr.uuid,
        sentence: texts.paths(nameIn(look, 'host', pbd.host), worst.active, worst.total),
        actions: [{ label: texts.actions.storage, to: placeOf(object, 'general') }],
      },
    ];
  });
}

/** Storage that is nearly full, or will be soon if it goes on as it did. */
export function space(look: Look): readonly Finding[] {
  const byUuid = new Map([...rows(look.inventory, 'SR')].map(([ref, { uuid }]) => [uuid, ref]));
  return fullnessOf(look.inventory).flatMap(({ uuid, share }): readonly Finding[] => {
    const ref = byUuid.get(uuid);
    const outlook = spaceOutlook(look.space, uuid);
    const grows = outlook.kind === 'grows' ? outlook : null;
    const days = share >= 1 ? 0 : (grows?.fullInDays ?? Infinity);
    if (ref === undefined || (share < HIGH && days > SOON_DAYS)) return [];
    const isUrgent = share >= FULL || days <= VERY_SOON_DAYS;
    const object = idIn(look, 'SR', ref);
    return [
      {
        kind: 'space',
        key: `space ${uuid} ${isUrgent ? 'urgent' : ''}`,
        severity: isUrgent ? 2 : 3,
        cls: 'SR',
        object,
        uuid,
        sentence: texts.space(
          share,
          grows?.perWeek ?? null,
          Number.isFinite(days) && days > 0 ? look.nowMs + days * DAY_MS : null,
        ),
        actions: [
          { label: texts.actions.space, to: placeOf(object, 'storage') },
          { label: texts.actions.reclaim, command: 'sr.reclaim', objects: [object] },
        ],
      },
    ];
  });
}
