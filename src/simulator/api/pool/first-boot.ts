import type { Ref } from '../../../xapi/datamodel/ref';
import { poolCpuInfo } from '../host/cpus';
import { commonRestrictions } from '../licence/features';
import type { World } from '../world';
import { thePool } from '../world';

/** The pool of one server that every installation begins with. It has no name until somebody gives it one. */
export function installPool({ db, engine }: World, host: Ref<'host'>, storage: Ref<'SR'>): void {
  db.insert('pool', engine.newRef('pool'), {
    uuid: engine.newUuid('pool'),
    name_label: '',
    name_description: '',
    master: host,
    default_SR: storage,
    suspend_image_SR: storage,
    crash_dump_SR: storage,
    restrictions: commonRestrictions([db.row('host', host).license_params]),
    cpu_info: poolCpuInfo([db.row('host', host).cpu_info]),
    other_config: { 'memory-ratio-hvm': '0.25', 'memory-ratio-pv': '0.25' },
    tls_verification_enabled: true,
    migration_compression: false,
    coordinator_bias: true,
    igmp_snooping_enabled: false,
    ha_allow_overcommit: false,
    ha_cluster_stack: 'xhad',
  });
}

/** What the pool says of its processors, when a server joins. */
export function addPoolCpus({ db }: World, joined: Ref<'host'>): void {
  const [ref, pool] = thePool(db);
  db.update('pool', ref, { cpu_info: poolCpuInfo([pool.cpu_info, db.row('host', joined).cpu_info]) });
}
