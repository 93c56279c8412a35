import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { define } from '../registry';
import { need, type Call } from '../world';

/*
 * The toolstack limits nobody unless its configuration file says so (xapi_globs.ml rate_limit_enabled), and counts
 * nobody's calls either: the objects are kept, and all counters stand at zero.
 */

type Caller = Records['Caller'];

/** A pattern that says nothing: empty, or only the star that stands for any end. */
const isWildcard = (pattern: string): boolean => pattern === '' || pattern === '*';

/** Idempotent: the caller of a pattern that exists gets the new names (xapi_caller.ml create). */
function createCaller({ db, engine }: Call, args: Partial<Caller>): Ref<'Caller'> {
  const values = constructorValues('Caller', args) as Partial<Caller>;
  const { user_agent = '', client_ip = '', name_label = '', name_description = '' } = values;
  const field = 'user_agent/client_ip';
  if (user_agent === '' && client_ip === '') {
    throw new Fault('INVALID_VALUE', field, 'at least one of user_agent or client_ip must be set');
  }
  if (isWildcard(user_agent) && isWildcard(client_ip)) {
    throw new Fault('INVALID_VALUE', field, 'all-wildcard pattern not allowed');
  }
  return db.transaction(() => {
    for (const [ref, row] of db.all('Caller')) {
      if (row.user_agent !== user_agent || row.client_ip !== client_ip) continue;
      db.update('Caller', ref, { name_label, name_description });
      return ref;
    }
    const ref = engine.newRef('Caller');
    db.insert('Caller', ref, { ...values, uuid: engine.newUuid('Caller') });
    return ref;
  });
}

function setGroups({ db }: Call, self: Ref<'Caller'>, groups: readonly string[]): void {
  db.transaction(() => db.update('Caller', self, { groups }));
}

function assertGroup(group: string): void {
  if (group === '') throw new Fault('INVALID_VALUE', 'group', 'empty group name');
}

function assertFillRate(rate: number): void {
  if (rate <= 0) throw new Fault('INVALID_VALUE', 'fill_rate', String(rate), 'Fill rate cannot be 0 or negative');
}

/** A caller has one limit at most: the last one that took it. */
function limit({ db }: Call, caller: Ref<'Caller'>, rate_limit: Ref<'Rate_limit'>): void {
  db.transaction(() => db.update('Caller', caller, { rate_limit }));
}

define({
  'Caller.create': createCaller,
  'Caller.add_group': (call, self, group) => {
    const { groups } = need(call.db, 'Caller', self);
    if (!groups.includes(group)) setGroups(call, self, [...groups, group]);
  },
  'Caller.remove_group': (call, self, group) => {
    const { groups } = need(call.db, 'Caller', self);
    setGroups(
      call,
      self,
      groups.filter((other) => other !== group),
    );
  },
  'Caller.query_token_usage': ({ db }, self) => {
    need(db, 'Caller', self);
    return 0;
  },
  'Caller.query_call_count': ({ db }, self) => {
    need(db, 'Caller', self);
    return 0;
  },
  'Caller.query_group_token_usage': (_call, group) => {
    assertGroup(group);
    return 0;
  },
  'Caller.query_group_call_count': (_call, group) => {
    assertGroup(group);
    return 0;
  },
  'Caller.query_all_usage': ({ db }) =>
    [...db.all('Caller')].map(([, { uuid, name_label }]) => [uuid, name_label, '0.000', '0']),

  'Rate_limit.create': ({ db, engine }, args) => {
    const values = constructorValues('Rate_limit', args) as Partial<Records['Rate_limit']>;
    assertFillRate(values.fill_rate ?? 0);
    const ref = engine.newRef('Rate_limit');
    db.transaction(() => db.insert('Rate_limit', ref, { ...values, uuid: engine.newUuid('Rate_limit') }));
    return ref;
  },
  'Rate_limit.add_caller': (call, self, caller) => {
    need(call.db, 'Rate_limit', self);
    need(call.db, 'Caller', caller);
    limit(call, caller, self);
  },
  'Rate_limit.remove_caller': (call, self, caller) => {
    need(call.db, 'Rate_limit', self);
    if (need(call.db, 'Caller', caller).rate_limit === self) limit(call, caller, NULL_REF);
  },
  'Rate_limit.set_burst_size': ({ db }, self, burst_size) => {
    need(db, 'Rate_limit', self);
    db.transaction(() => db.update('Rate_limit', self, { burst_size }));
  },
  'Rate_limit.set_fill_rate': ({ db }, self, fill_rate) => {
    need(db, 'Rate_limit', self);
    assertFillRate(fill_rate);
    db.transaction(() => db.update('Rate_limit', self, { fill_rate }));
  },
});
