import { useCallback } from 'react';
import { Badge } from '../../ui/display/badge';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { objectTexts, only, ownRoles, ownSession, row, rows, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { parseTime, useServerNow } from '../values';
import { texts } from './texts';

const CLASSES: readonly ClassName[] = ['session', 'subject', 'role', 'host', 'pool'];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** XenCenter warns of a licence that ends within so many days. */
const SOON_DAYS = 30;

export interface Licence {
  readonly label: string;
  readonly tone: 'danger' | 'warning' | 'neutral';
}

/** The licence of a server, or the worst of those of a pool; null: the object has none. */
export function licenceOf(inventory: Inventory, id: ObjectId, nowMs: number): Licence | null {
  const host = id.class === 'host' ? row(inventory, 'host', id.ref) : undefined;
  const hosts = id.class === 'pool' ? [...rows(inventory, 'host').values()] : host ? [host] : [];
  const states = hosts.map((each) => stateOf(each, nowMs));
  return (
    (['danger', 'warning', 'neutral'] as const).flatMap((tone) => states.find((each) => each.tone === tone) ?? [])[0] ??
    null
  );
}

function stateOf({ edition, license_params: params }: Records['host'], nowMs: number): Licence {
  const endsMs = parseTime(params['expiry'] ?? '');
  const days = endsMs === null ? Infinity : Math.floor((endsMs - nowMs) / DAY_MS);
  if (days < 0) return { label: texts.licence.ended, tone: 'danger' };
  // Editions that nobody paid for, as servers of the vendor call them.
  if (edition === 'free' || edition === '') return { label: texts.licence.none, tone: 'danger' };
  if (days <= SOON_DAYS) return { label: texts.licence.ends(days), tone: 'warning' };
  return { label: texts.licence.edition(edition), tone: 'neutral' };
}

/** Who the console is in this pool: "root", "alice (VM admin)"; empty: the pool did not tell. */
export function accountIn(inventory: Inventory): string {
  const session = ownSession(inventory);
  if (session === undefined) return '';
  const name = session.auth_user_name || (session.is_local_superuser ? 'root' : '');
  const roles = ownRoles(inventory).map((role) => objectTexts.roles[role]);
  const role = session.is_local_superuser ? texts.account.root : roles.join(', ');
  return name === '' ? role : texts.account.as(name, role);
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Who one is in this pool, and what its servers are licensed for, in red where that is wrong. */
export function AccountFacts({ id }: { readonly id: ObjectId }) {
  const nowMs = useServerNow(MINUTE_MS);
  const select = useCallback(
    (inventory: Inventory) => ({
      account: only(inventory, 'pool') ? accountIn(inventory) : '',
      licence: licenceOf(inventory, id, nowMs),
    }),
    [id, nowMs],
  );
  const { account, licence } = useDerived(CLASSES, select, isSame);
  return (
    <>
      {licence === null ? null : licence.tone === 'neutral' ? (
        <span>{licence.label}</span>
      ) : (
        <Badge tone={licence.tone} filled>
          {licence.label}
        </Badge>
      )}
      {account === '' ? null : <span title={texts.account.loggedIn(account)}>{account}</span>}
    </>
  );
}
