import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf } from '../../scenarios/testing/pool';
import { testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  vm = await testVm(pool);
});

const row = (ref: Ref<'VM'> = vm): Records['VM'] => pool.sim.world.db.row('VM', ref);

function refused<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<readonly string[]> {
  return refusalOf(pool.sim, method, ...args);
}

function patchGuest(other: Readonly<Record<string, string>>): void {
  const { db } = pool.sim.world;
  db.transaction(() => db.update('VM_guest_metrics', row().guest_metrics, { other }));
}

async function boot(): Promise<void> {
  await pool.sim.call('VM.start', vm, false, false);
  pool.sim.advance(60_000);
}

describe('a plug-in of the guest agent', () => {
  const AGENT = 'guest-agent-operation';

  test('is called on a running VM, by its name, once in ten seconds, and for what the guest offers', async () => {
    expect(await refused('VM.call_plugin', vm, AGENT, 'request-rdp-on', {})).toEqual([
      'VM_BAD_POWER_STATE',
      vm,
      'running',
      'halted',
    ]);
    await boot();
    expect(await refused('VM.call_plugin', vm, 'other', 'f', {})).toEqual(['XENAPI_MISSING_PLUGIN', 'other']);
    const unknown = 'The requested fn "f" could not be found in plugin "guest-agent-operation".';
    expect(await refused('VM.call_plugin', vm, AGENT, 'f', {})).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'failed to find fn',
      unknown,
      unknown,
    ]);
    pool.sim.advance(2500);
    expect(await refused('VM.call_plugin', vm, AGENT, 'f', {})).toEqual([
      'VM_CALL_PLUGIN_RATE_LIMIT',
      vm,
      '10.',
      '7.5',
    ]);
    pool.sim.advance(10_000);
    const lacks =
      'The requested fn "request-rdp-on" of plugin "guest-agent-operation" could not be executed for lack of guest agent control feature.';
    expect(await refused('VM.call_plugin', vm, AGENT, 'request-rdp-on', {})).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'failed to execute fn',
      lacks,
      lacks,
    ]);
    pool.sim.advance(10_000);
    patchGuest({ 'feature-ts2': '1' });
    expect(await pool.sim.call('VM.call_plugin', vm, AGENT, 'request-rdp-on', {})).toBe('');
  });

  test('runs scripts only where the pool says so, and then says what is missing', async () => {
    await boot();
    expect(await refused('VM.call_plugin', vm, AGENT, 'run-script', {})).toEqual(['FEATURE_RESTRICTED']);
    const { db } = pool.sim.world;
    const [ref] = db.refs('pool');
    await pool.sim.call('pool.add_to_other_config', ref ?? '', 'allow_guest_agent_run_script', 'true');
    pool.sim.advance(10_000);
    expect(await refused('VM.call_plugin', vm, AGENT, 'run-script', { username: 'u' })).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'missing argument',
      '',
      'Argument password is required.',
    ]);
    pool.sim.advance(10_000);
    const long = { username: 'u', password: 'p', script: 'x'.repeat(1025) };
    expect((await refused('VM.call_plugin', vm, AGENT, 'run-script', long))[1]).toBe('length restriction');
  });
});

describe('messages that the toolstack does not serve', () => {
  test('look at the VM before they say so', async () => {
    expect((await refused('VM.send_sysrq', vm, 'b'))[0]).toBe('VM_BAD_POWER_STATE');
    expect(await refused('VM.query_services', vm)).toEqual(['NOT_SYSTEM_DOMAIN', vm]);
    await boot();
    expect(await refused('VM.send_sysrq', vm, 'b')).toEqual(['NOT_IMPLEMENTED', 'send_sysrq']);
    expect(await refused('VM.send_trigger', vm, 'nmi')).toEqual(['NOT_IMPLEMENTED', 'send_trigger']);
    expect(await refused('VM.add_to_VCPUs_params_live', vm, 'weight', '1')).toEqual([
      'NOT_IMPLEMENTED',
      'add_to_VCPUs_params_live',
    ]);
    expect(await refused('VM.import_convert', 'VMware', 'u', 'p', pool.sr, {})).toEqual([
      'XENAPI_MISSING_PLUGIN',
      'conversion',
    ]);
  });

  test('a guest without sysprep says so, and answers stay small', async () => {
    await boot();
    expect(await refused('VM.sysprep', vm, '<xml/>', -1)).toEqual(['INVALID_VALUE', 'timeout', '-1.']);
    expect((await refused('VM.sysprep', vm, 'x'.repeat(32 * 1024 + 1), 1))[0]).toBe('SYSPREP');
    expect(await refused('VM.sysprep', vm, '<xml/>', 1)).toEqual([
      'SYSPREP',
      row().uuid,
      'VM driver does not support sysprep',
    ]);
  });
});

describe('Secure Boot of a VM', () => {
  test('is as ready as its firmware, its platform and its variables are', async () => {
    const readiness = (): Promise<string> => pool.sim.call('VM.get_secureboot_readiness', vm);
    expect(await readiness()).toBe('not_supported');
    expect((await refused('VM.set_uefi_mode', vm, 'user'))[0]).toBe('OPERATION_NOT_ALLOWED');
    await pool.sim.call('VM.set_HVM_boot_params', vm, { firmware: 'uefi' });
    expect(await readiness()).toBe('disabled');
    await pool.sim.call('VM.add_to_platform', vm, 'secureboot', 'true');
    expect(await readiness()).toBe('first_boot');
    await pool.sim.call('VM.set_uefi_mode', vm, 'setup');
    expect(await readiness()).toBe('setup_mode');
    await pool.sim.call('VM.set_uefi_mode', vm, 'user');
    expect(await readiness()).toBe('ready');
    const utf16 = (text: string): string => [...text].map((letter) => `${letter}\0`).join('');
    await pool.sim.call(
      'VM.set_NVRAM_EFI_variables',
      vm,
      btoa(`VARS\x01${utf16('PK')}\x02${utf16('KEK')}\x03${utf16('db')}`),
    );
    expect(await readiness()).toBe('ready_no_dbx');
  });

  test('has its certificates updated at a boot only when there are newer ones', async () => {
    expect(await refused('VM.update_secureboot_certificates_on_boot', vm, true)).toEqual([
      'OPERATION_NOT_ALLOWED',
      'Cannot set update_on_boot: VM.secureboot_certificates_state is not in a valid state',
    ]);
    const { db } = pool.sim.world;
    db.transaction(() => db.update('VM', vm, { secureboot_certificates_state: 'update_available' }));
    await pool.sim.call('VM.update_secureboot_certificates_on_boot', vm, true);
    expect(row().secureboot_certificates_state).toBe('update_on_boot');
    await pool.sim.call('VM.set_NVRAM_EFI_variables', vm, '', 'yes');
    expect(row().secureboot_certificates_state).toBe('ok');
  });
});

test('a sleeping guest keeps its domain and does not report', async () => {
  await boot();
  const isLive = (): boolean => pool.sim.world.db.row('VM_guest_metrics', row().guest_metrics).live;
  await pool.sim.call('VM.s3_suspend', vm);
  expect([row().power_state, isLive()]).toEqual(['Running', false]);
  await pool.sim.call('VM.s3_resume', vm);
  expect(isLive()).toBe(true);
});

test('a new device model is a migration to the same server, in maintenance too, and fulfils the guidance', async () => {
  expect(await refused('VM.restart_device_models', vm)).toEqual(['VM_BAD_POWER_STATE', vm, 'Running', 'Halted']);
  await boot();
  const { db } = pool.sim.world;
  const { resident_on, domid } = row();
  db.transaction(() => {
    db.update('VM', vm, { pending_guidances: ['restart_device_model', 'restart_vm'] });
    db.update('host', resident_on, { enabled: false });
  });
  await pool.sim.call('VM.restart_device_models', vm);
  expect(row()).toMatchObject({ power_state: 'Running', resident_on, pending_guidances: ['restart_vm'] });
  expect(row().domid).toBeGreaterThan(domid);
});

describe('an anti-affinity group', () => {
  const alerts = (): string[] =>
    [...pool.sim.world.db.all('message')]
      .filter(([, { name }]) => name.startsWith('ALL_RUNNING_VMS'))
      .map(([, { body }]) => body);

  test('holds VMs alone, one group each, and says while all that run are on one server', async () => {
    const { sim, hosts } = pool;
    const group = await sim.call('VM_group.create', { name_label: 'web', placement: 'anti_affinity' });
    const other = await testVm(pool, { name_label: 'web-2' });
    const snapshot = await sim.call('VM.snapshot', vm, 'before');
    expect(await refused('VM.set_groups', snapshot, [group])).toEqual([
      'OPERATION_NOT_ALLOWED',
      'Control domains, templates, and snapshots cannot be added to VM groups.',
    ]);
    expect(await refused('VM.set_groups', vm, [group, group])).toEqual(['TOO_MANY_GROUPS']);
    const [first, second] = hosts;
    await sim.call('VM.start_on', vm, first ?? '', false, false);
    await sim.call('VM.start_on', other, first ?? '', false, false);
    sim.advance(60_000);
    await sim.call('VM.set_groups', vm, [group]);
    expect(alerts()).toEqual([]);
    await sim.call('VM.set_groups', other, [group]);
    const { db } = sim.world;
    const text = `<VM_group>${db.row('VM_group', group).uuid}</VM_group><host>${db.row('host', first ?? '').uuid}</host>`;
    expect(alerts()).toEqual([`<body><message>Breach on VM anti-affinity rules</message>${text}</body>`]);
    await sim.call('VM.pause', other);
    expect(alerts()).toEqual([]);
    await sim.call('VM.unpause', other);
    expect(alerts()).toHaveLength(1);
    await sim.call('VM.pool_migrate', other, second ?? '', {});
    expect(alerts()).toEqual([]);
  });
});
