import type { Ref } from '../../../xapi/datamodel/ref';
import { hostIsLive, only, row, rows } from '../../objects';
import { formatTime, parseTime } from '../../values';
import { DAY_MS, idIn, nameIn, placeOf } from './look';
import type { Look } from './look';
import type { Finding } from './own-alert';
import { texts } from './texts';

/** Stages in which the toolstack warns, with their priorities (xapi: certificate_check.ml, api_messages.ml). */
const CERTIFICATE_STAGES = [
  { days: 0, severity: 1 },
  { days: 7, severity: 1 },
  { days: 14, severity: 2 },
  { days: 30, severity: 3 },
] as const;
/** XenCenter warns of a licence that ends within so many days. */
const LICENCE_DAYS = 30;
/** Editions without an end are written with a day decades away. */
const ENDLESS_DAYS = 10 * 365;
/** From so much on two clocks differ; tickets of directories allow five minutes, logs cannot be compared long before. */
const SKEW_MS = 30_000;

/** The pool itself has told of it: its message stands in the list already. */
function isTold(look: Look, uuid: string, names: RegExp): boolean {
  for (const { name, obj_uuid } of rows(look.inventory, 'message').values()) {
    if (obj_uuid === uuid && names.test(name)) return true;
  }
  return false;
}

export function certificates(look: Look): readonly Finding[] {
  return [...rows(look.inventory, 'Certificate').values()].flatMap((certificate): readonly Finding[] => {
    const endsMs = parseTime(certificate.not_after);
    if (endsMs === null) return [];
    const left = endsMs - look.nowMs;
    const stage = CERTIFICATE_STAGES.find(({ days }) => left <= days * DAY_MS);
    const host = row(look.inventory, 'host', certificate.host);
    const [poolRef, pool] = only(look.inventory, 'pool') ?? [];
    const uuid = host?.uuid ?? pool?.uuid;
    if (stage === undefined || uuid === undefined || isTold(look, uuid, /_CERTIFICATE_EXPIR/)) return [];
    const object = host ? idIn(look, 'host', certificate.host) : idIn(look, 'pool', poolRef ?? '');
    const which = texts.certificates[certificate.type] ?? texts.certificates['ca'] ?? '';
    return [
      {
        kind: 'certificate',
        key: `certificate ${certificate.uuid} ${stage.days}`,
        severity: stage.severity,
        cls: host ? 'Host' : 'Pool',
        object,
        uuid,
        sentence: texts.certificate(which, Math.floor(left / DAY_MS), formatTime(endsMs)),
        actions: [
          ...(certificate.type === 'host'
            ? [{ label: texts.actions.installCertificate, command: 'host.installCertificate', objects: [object] }]
            : []),
          { label: texts.actions.see, to: placeOf(object, 'general') },
        ],
      },
    ];
  });
}

/** One for all servers whose licence ends on the same day. */
export function licences(look: Look): readonly Finding[] {
  const byDay = new Map<number, Ref<'host'>[]>();
  for (const [ref, host] of rows(look.inventory, 'host')) {
    const endsMs = parseTime(host.license_params['expiry'] ?? '');
    const days = endsMs === null ? Infinity : Math.floor((endsMs - look.nowMs) / DAY_MS);
    if (endsMs === null || days > LICENCE_DAYS || days < -ENDLESS_DAYS) continue;
    if (isTold(look, host.uuid, /^LICENSE_EXPIR/)) continue;
    byDay.set(endsMs, [...(byDay.get(endsMs) ?? []), ref]);
  }
  return [...byDay].flatMap(([endsMs, hosts]): readonly Finding[] => {
    const [first] = hosts;
    const host = first && row(look.inventory, 'host', first);
    if (!first || !host) return [];
    const days = Math.floor((endsMs - look.nowMs) / DAY_MS);
    const names = hosts.map((ref) => nameIn(look, 'host', ref));
    return [
      {
        kind: days < 0 ? 'unlicensed' : 'licence',
        key: `licence ${host.uuid} ${endsMs}${days < 0 ? ' ended' : ''}`,
        severity: days < 0 ? 2 : 3,
        cls: 'Host',
        object: idIn(look, 'host', first),
        uuid: host.uuid,
        sentence: texts.licence(names, days, formatTime(endsMs)),
        actions: [
          {
            label: texts.actions.licence,
            command: 'host.licence',
            objects: hosts.map((ref) => idIn(look, 'host', ref)),
          },
        ],
      },
    ];
  });
}

const usesIscsi = (look: Look): boolean =>
  [...rows(look.inventory, 'SR').values()].some(({ type }) => type === 'lvmoiscsi' || type === 'iscsi');

/** Names by which storage knows servers (XenCenter: DuplicateIqnAlert, MissingIqnAlert). */
export function iscsiNames(look: Look): readonly Finding[] {
  const users = new Map<string, string[]>();
  for (const inventory of [look.inventory, ...look.others]) {
    for (const host of rows(inventory, 'host').values()) {
      if (host.iscsi_iqn === '') continue;
      users.set(host.iscsi_iqn, [...(users.get(host.iscsi_iqn) ?? []), host.name_label]);
    }
  }
  return [...rows(look.inventory, 'host')].flatMap(([ref, host]): readonly Finding[] => {
    const object = idIn(look, 'host', ref);
    const common = {
      cls: 'Host',
      object,
      uuid: host.uuid,
      actions: [{ label: texts.actions.editName, command: 'host.iscsiName', objects: [object] }],
    } as const;
    const sharers = users.get(host.iscsi_iqn) ?? [];
    if (sharers.length > 1) {
      const key = `iqn ${host.uuid} ${host.iscsi_iqn}`;
      const sentence = texts.duplicateIqn(host.iscsi_iqn, sharers.toSorted());
      return [{ ...common, kind: 'duplicateIqn', key, severity: usesIscsi(look) ? 2 : 3, sentence }];
    }
    if (host.iscsi_iqn !== '' || !usesIscsi(look)) return [];
    return [{ ...common, kind: 'missingIqn', key: `iqn ${host.uuid}`, severity: 3, sentence: texts.missingIqn }];
  });
}

export function clocks(look: Look): readonly Finding[] {
  return [...look.skews].flatMap(([ref, offMs]): readonly Finding[] => {
    const host = row(look.inventory, 'host', ref);
    if (!host || !hostIsLive(look.inventory, host) || Math.abs(offMs) < SKEW_MS) return [];
    if (isTold(look, host.uuid, /^HOST_CLOCK_/)) return [];
    const object = idIn(look, 'host', ref);
    return [
      {
        kind: 'clock',
        key: `clock ${host.uuid}`,
        severity: 3,
        cls: 'Host',
        object,
        uuid: host.uuid,
        sentence: texts.clock(offMs),
        actions: [{ label: texts.actions.clock, to: placeOf(object, 'general') }],
      },
    ];
  });
}
