import { describe, expect, it } from 'vitest';
import { formatTime } from '../values';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ObjectKind } from '../objects';
import { generalSections } from './general-sections';
import { copyText } from './section';

/** Rows as `section / row: value`. */
function lines(pool: FakePool, kind: ObjectKind, ref: string): readonly string[] {
  return generalSections({ inventory: pool.inventory(), connection: 'c' }, kind, ref).flatMap((section) =>
    section.rows.map(({ name, value }) => {
      const details =
        value.kind === 'links'
          ? value.links.map((link) => (link.detail === undefined ? '' : ` (${link.detail})`)).join('')
          : '';
      return `${section.title} / ${name}: ${copyText(value, (timeMs) => new Date(timeMs).toISOString())}${details}`;
    }),
  );
}

describe('General tab', () => {
  it('of a pool sums its servers and names its storage and versions', () => {
    const pool = makePool({ hosts: 2, vms: 3 });
    pool.set('VM', 'vm0', { power_state: 'Halted' });
    pool.set('VM', 'dom0', { is_control_domain: true, power_state: 'Running' });
    pool.set('host', 'host0', {
      software_version: { product_version: '8.2.1', product_brand: 'XenServer' },
      cpu_info: { socket_count: '2' },
    });
    pool.set('host', 'host1', { software_version: { product_version: '8.3.0' }, cpu_info: { socket_count: '1' } });
    expect(lines(pool, 'pool', 'pool')).toEqual(
      expect.arrayContaining([
        'General / Name: Lab',
        'General / Coordinator: server 1',
        'General / Virtual machines: 3, 2 running',
        'General / Memory: 128 GiB of 256 GiB',
        'Licence / CPU sockets: 3',
        'Storage / Default storage: NFS store',
        'Version / Versions of the servers: server 1: 8.2.1\nserver 2: 8.3.0',
        'High availability / High availability: Off',
      ]),
    );
  });

  it('of a server breaks its memory down and tells what is left to do', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    const GiB = 2 ** 30;
    pool.set('VM', 'dom0', { name_label: 'Control domain', is_control_domain: true, memory_dynamic_max: 4 * GiB });
    pool.set('VM', 'vm', {
      name_label: 'web',
      memory_dynamic_min: 8 * GiB,
      memory_dynamic_max: 8 * GiB,
      memory_target: GiB,
    });
    pool.set('host_metrics', 'metrics-host0', { memory_total: 32 * GiB, memory_free: 19 * GiB });
    pool.set('PIF', 'pif', { device: 'eth0', IP: '10.0.0.1', management: true, network: 'net', host: 'host0' });
    pool.set('network', 'net', { name_label: 'LAN' });
    pool.set('host', 'host0', {
      resident_VMs: ['dom0', 'vm'],
      PIFs: ['pif'],
      other_config: { boot_time: '1767225600.0' },
      pending_guidances: ['reboot_host'],
      license_params: { expiry: '20270101T00:00:00Z' },
      cpu_info: { modelname: 'Example CPU', speed: '2400.5', cpu_count: '16' },
    });
    expect(lines(pool, 'host', 'host0')).toEqual(
      expect.arrayContaining([
        'General / Coordinator of the pool: Yes',
        'General / Server started: 2026-01-01T00:00:00.000Z',
        'Management interfaces / Management: 10.0.0.1, eth0, LAN',
        'Memory / Server memory: 13 GiB of 32 GiB',
        'Memory / Control domain: 4 GiB',
        'Memory / Xen: 1 GiB',
        'Memory / Virtual machines: web (8 GiB)',
        'CPU / Speed: 2\u202f401 MHz',
        'Licence / Expires: 2027-01-01 00:00:00',
        'Updates / Has to be done: Reboot the server',
      ]),
    );
  });

  it('of a machine shows processor, memory, disks, networks, boot and guest', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('network', 'net', { name_label: 'LAN' });
    pool.set('VIF', 'vif', { device: '0', MAC: '02:00:00:00:00:01', network: 'net', VM: 'vm0' });
    pool.set('VM_guest_metrics', 'guest', {
      os_version: { name: 'Example Linux' },
      networks: { '0/ip': '10.0.0.9', '0/ipv4/0': '10.0.0.9' },
      PV_drivers_version: { major: '9', minor: '4', micro: '0', build: '146' },
    });
    pool.set('VM', 'vm0', {
      VIFs: ['vif'],
      guest_metrics: 'guest',
      VCPUs_at_startup: 2,
      VCPUs_max: 4,
      platform: { 'cores-per-socket': '2', secureboot: 'true' },
      HVM_boot_policy: 'BIOS order',
      HVM_boot_params: { order: 'cdn', firmware: 'uefi' },
      ha_restart_priority: 'restart',
      other_config: {
        'XenCenter.CustomFields.Owner': 'Lab',
        'XenCenter.CustomFields.Due': '2026-01-31 09:00:42Z',
        folder: '/a',
      },
      domain_type: 'hvm',
    });
    expect(lines(pool, 'vm', 'vm0')).toEqual(
      expect.arrayContaining([
        'General / Folder: /a',
        'General / Operating system: Example Linux',
        'General / Runs on: server 1',
        'Custom fields / Owner: Lab',
        `Custom fields / Due: ${formatTime(Date.UTC(2026, 0, 31, 9, 0, 42))}`,
        'Guest / Guest tools: Version 9.4.0-146',
        'CPU / vCPUs: 2 of at most 4',
        'CPU / Topology: 2 sockets with 2 cores each',
        'Disks / Disk xvda: vm0 root (32 GiB, NFS store)',
        'Network interfaces / Interface 0: LAN (02:00:00:00:00:01, 10.0.0.9)',
        'Boot options / Firmware: UEFI',
        'Boot options / Boot order: Hard disk, DVD, Network',
        'Boot options / Secure boot: On',
        'Start options / After a server failure: It is restarted',
      ]),
    );
  });

  it('of a snapshot and a template says where it comes from', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'snap', {
      is_a_snapshot: true,
      is_a_template: true,
      snapshot_of: 'vm0',
      snapshot_time: '20260101T00:00:00Z',
    });
    pool.set('VM', 'shipped', { is_a_template: true, is_default_template: true });
    expect(lines(pool, 'snapshot', 'snap')).toEqual(
      expect.arrayContaining([
        'General / Snapshot of: vm 1',
        'General / Taken: 2026-01-01T00:00:00.000Z',
        'General / State: Disks only',
      ]),
    );
    expect(lines(pool, 'template', 'shipped')).toContain('General / Kind: Shipped with the product');
  });

  it('of storage shows its use, its servers and its paths, and keeps secrets', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    pool.set('SR', 'shared', { physical_size: 2 ** 40, physical_utilisation: 2 ** 39, virtual_allocation: 2 ** 41 });
    pool.set('PBD', 'pbd-shared0', {
      device_config: { target: '10.0.0.5', SCSIid: '3600a', chappassword: 'hush' },
      other_config: { multipathed: 'true', 'mpath-3600a': '[2, 4]', iscsi_sessions: '2' },
    });
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    const shown = lines(pool, 'sr', 'shared');
    expect(shown).toEqual(
      expect.arrayContaining([
        'General / State: Not connected on every server',
        'General / Size: 512 GiB of 1 TiB',
        'General / Allocated to disks: 2 TiB',
        'General / SCSI ID: 3600a',
        'Servers / server 1: Connected',
        'Servers / server 2: Disconnected',
        'Multipathing / server 1: 2 of 4 paths active (2 iSCSI sessions)',
        'Connection / target: 10.0.0.5',
      ]),
    );
    expect(shown.join()).not.toContain('hush');
  });

  it('of disks, networks and GPUs links to what they belong to', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VBD', 'vbd-vm0', { mode: 'RO' });
    expect(lines(pool, 'vdi', 'vdi-vm0')).toEqual(
      expect.arrayContaining([
        'General / Size: 32 GiB',
        'General / Storage: NFS store',
        'General / Used by: vm 1 (xvda, read-only)',
      ]),
    );
    pool.set('PIF', 'pif', {
      device: 'eth1',
      VLAN: 12,
      host: 'host0',
      network: 'net',
      currently_attached: true,
      metrics: 'pm',
      MAC: '02:0',
    });
    pool.set('PIF_metrics', 'pm', { carrier: true, speed: 10_000 });
    pool.set('VIF', 'vif', { VM: 'vm0', network: 'net' });
    pool.set('network', 'net', { name_label: 'LAN', PIFs: ['pif'], VIFs: ['vif'], MTU: 1500 });
    expect(lines(pool, 'network', 'net')).toEqual(
      expect.arrayContaining([
        'General / VLAN: 12',
        'Interfaces of the servers / server 1: eth1, 10\u202f000 Mbit/s, 02:0',
        'Virtual machines / Virtual machines: vm 1',
      ]),
    );
    pool.set('PCI', 'pci', { device_name: 'Example GPU', pci_id: '0000:3b:00.0' });
    pool.set('PGPU', 'gpu', { PCI: 'pci', host: 'host0', GPU_group: 'group' });
    pool.set('GPU_group', 'group', { name_label: 'Cards', PGPUs: ['gpu'] });
    expect(lines(pool, 'pgpu', 'gpu')).toEqual(
      expect.arrayContaining([
        'General / Name: Example GPU',
        'General / Server: server 1',
        'General / GPU group: Cards',
        'General / PCI address: 0000:3b:00.0',
      ]),
    );
    expect(lines(pool, 'gpuGroup', 'group')).toContain('General / GPUs: Example GPU (server 1)');
  });

  it('of something that is gone is empty, and dangling references are left out', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', {
      affinity: 'nowhere',
      appliance: 'nowhere',
      VBDs: ['nowhere'],
      VGPUs: ['nowhere'],
      VIFs: ['nowhere'],
    });
    expect(() => lines(pool, 'vm', 'vm0')).not.toThrow();
    for (const kind of ['pool', 'host', 'vm', 'sr', 'vdi', 'network', 'pgpu', 'gpuGroup', 'appliance'] as const) {
      expect(lines(pool, kind, 'gone')).toEqual([]);
    }
  });
});
