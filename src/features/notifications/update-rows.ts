import { isNullRef } from '../../xapi/datamodel/ref';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import { labelOr, row, rows } from '../objects';
import type { Inventory } from '../objects';
import type { Offer } from '../updates';
import { compareNatural, compareText, parseTime } from '../values';

/** A server, and whether an update is applied to it. */
export interface UpdatedHost {
  readonly ref: Ref<'host'>;
  readonly name: string;
  readonly isApplied: boolean;
}

/** One line of the Updates page. The same object while nothing in it changed. */
export interface UpdateRow {
  readonly ref: string;
  /** Of uploaded updates; those of repositories have an identifier of the vendor. */
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** 0: nobody knows. */
  readonly sizeBytes: number;
  /** `security`, `bugfix`, …: what repositories say; empty: nothing is said. */
  readonly type: string;
  /** The vendor says that it should not wait. */
  readonly isUrgent: boolean;
  readonly issuedMs: number | null;
  /** Where the vendor says more; empty: nowhere. */
  readonly address: string;
  /** Words of XenAPI for what has to be done after applying, such as `restartHost` or `RebootHost`. */
  readonly guidance: readonly string[];
  /** All servers of the pool, in natural order. */
  readonly hosts: readonly UpdatedHost[];
  readonly appliedCount: number;
}

/** Updates are `pool_update` since XenServer 7.1; the patches of before are followed while the page is open. */
export const UPDATE_CLASSES: readonly ClassName[] = ['pool_update', 'pool_patch', 'host_patch', 'host'];

/** Makes the rows of the updates a pool knows; rows and list are the same while nothing in them changed. */
export function createUpdateReader(): (inventory: Inventory, offer: Offer | null) => readonly UpdateRow[] {
  let last: { readonly texts: ReadonlyMap<string, string>; readonly list: readonly UpdateRow[] } | undefined;
  return (inventory, offer) => {
    const hosts = [...rows(inventory, 'host')]
      .map(([ref, host]) => ({ ref, name: labelOr(host.name_label) }))
      .sort((a, b) => compareNatural(a.name, b.name) || compareText(a.ref, b.ref));
    const made = [...offered(offer, hosts), ...updates(inventory, hosts), ...patches(inventory, hosts)].sort(
      (a, b) => compareNatural(a.name, b.name) || compareText(a.ref, b.ref),
    );
    const texts = new Map(made.map((each) => [each.ref, JSON.stringify(each)]));
    const before = last;
    const kept = new Map(before?.list.map((each) => [each.ref, each]));
    const list = made.map((each) =>
      before?.texts.get(each.ref) === texts.get(each.ref) ? (kept.get(each.ref) ?? each) : each,
    );
    const isSame = before?.list.length === list.length && list.every((each, at) => each === before.list[at]);
    last = { texts, list: isSame ? before.list : list };
    return last.list;
  };
}

type Server = Omit<UpdatedHost, 'isApplied'>;

/** What uploaded updates do not say. */
const UNSAID = { type: '', isUrgent: false, issuedMs: null, address: '' } as const;

/** Updates of repositories, which are installed where they are not offered. */
function offered(offer: Offer | null, hosts: readonly Server[]): readonly UpdateRow[] {
  return (offer?.updates ?? []).map((update) => {
    const { mandatory, recommended, full } = update.guidance;
    const lacking = new Set(offer?.hosts.flatMap(({ ref, updates: ids }) => (ids.includes(update.id) ? ref : [])));
    const applied = hosts.flatMap(({ ref }) => (lacking.has(ref) ? [] : ref));
    return {
      ref: update.id,
      uuid: update.id,
      name: update.title === '' ? update.summary || update.id : update.title,
      description: [update.summary, update.description, update['special-info']].filter(Boolean).join('\n'),
      version: '',
      sizeBytes: 0,
      type: update.type,
      isUrgent: update.severity === 'High' || update.type === 'security',
      issuedMs: parseTime(update.issued),
      address: /^https?:/.test(update.URL) ? update.URL : '',
      guidance: [...new Set([...mandatory, ...recommended, ...full])],
      ...appliedTo(hosts, new Set(applied)),
    };
  });
}

function updates(inventory: Inventory, hosts: readonly Server[]): readonly UpdateRow[] {
  return [...rows(inventory, 'pool_update')].map(([ref, update]) => ({
    ref,
    uuid: update.uuid,
    name: labelOr(update.name_label),
    description: update.name_description,
    version: update.version,
    sizeBytes: update.installation_size,
    ...UNSAID,
    guidance: update.after_apply_guidance,
    ...appliedTo(hosts, new Set(update.hosts)),
  }));
}

function patches(inventory: Inventory, hosts: readonly Server[]): readonly UpdateRow[] {
  return [...rows(inventory, 'pool_patch')]
    .filter(([, patch]) => isNullRef(patch.pool_update))
    .map(([ref, patch]) => {
      const applied = patch.host_patches.flatMap((each) => {
        const onHost = row(inventory, 'host_patch', each);
        return onHost?.applied === true ? onHost.host : [];
      });
      return {
        ref,
        uuid: patch.uuid,
        name: labelOr(patch.name_label),
        description: patch.name_description,
        version: patch.version,
        sizeBytes: patch.size,
        ...UNSAID,
        guidance: patch.after_apply_guidance,
        ...appliedTo(hosts, new Set(applied)),
      };
    });
}

function appliedTo(hosts: readonly Server[], applied: ReadonlySet<string>) {
  const list = hosts.map((host): UpdatedHost => ({ ...host, isApplied: applied.has(host.ref) }));
  return { hosts: list, appliedCount: list.filter((host) => host.isApplied).length };
}
