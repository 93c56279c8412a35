import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { define } from '../registry';
import { need, type Call } from '../world';

function set(call: Call, self: Ref<'pool'>, values: Partial<Records['pool']>): void {
  need(call.db, 'pool', self);
  call.db.transaction(() => call.db.update('pool', self, values));
}

/** A repository, or none; its own row changes too, because clients show the default one differently. */
function setRepository(
  call: Call,
  self: Ref<'pool'>,
  field: 'default_SR' | 'suspend_image_SR' | 'crash_dump_SR',
  sr: Ref<'SR'>,
): void {
  if (!isNullRef(sr)) need(call.db, 'SR', sr);
  set(call, self, { [field]: sr });
}

define({
  'pool.set_default_SR': (call, self, sr) => setRepository(call, self, 'default_SR', sr),
  'pool.set_suspend_image_SR': (call, self, sr) => setRepository(call, self, 'suspend_image_SR', sr),
  'pool.set_crash_dump_SR': (call, self, sr) => setRepository(call, self, 'crash_dump_SR', sr),
  // There is one database, and every server reads it.
  'pool.sync_database': () => undefined,
  'pool.has_extension': (call, self) => {
    need(call.db, 'pool', self);
    return false;
  },
  'pool.set_igmp_snooping_enabled': (call, self, igmp_snooping_enabled) => set(call, self, { igmp_snooping_enabled }),
  'pool.add_to_guest_agent_config': (call, self, key, value) => {
    const { guest_agent_config } = need(call.db, 'pool', self);
    set(call, self, { guest_agent_config: { ...guest_agent_config, [key]: value } });
  },
  'pool.remove_from_guest_agent_config': (call, self, key) => {
    const { [key]: _gone, ...rest } = need(call.db, 'pool', self).guest_agent_config;
    set(call, self, { guest_agent_config: rest });
  },
  'pool.set_https_only': (call, self, https_only) => {
    need(call.db, 'pool', self);
    call.db.transaction(() => {
      for (const host of call.db.refs('host')) call.db.update('host', host, { https_only });
    });
  },
});
