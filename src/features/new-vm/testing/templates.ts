import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';

const GIB = 2 ** 30;
const RECOMMENDED =
  '<restrictions><restriction field="vcpus-max" max="8"/><restriction field="memory-static-max" max="17179869184"/>' +
  '<restriction field="supports-bios" value="no"/><restriction field="supports-uefi" value="yes"/>' +
  '<restriction field="supports-secure-boot" value="yes"/><restriction property="number-of-vifs" max="2"/></restrictions>';

/** A pool with a template that came with the product, `debian`, one of its own with a disk, `web`, a disc and two networks. */
export function poolWithTemplates(): FakePool {
  const pool = makePool({ hosts: 2, vms: 1 });
  pool.set('SR', 'shared', { uuid: 'sr-1', physical_size: 100 * GIB, allowed_operations: ['vdi_create'] });
  pool.set('network', 'lan', { name_label: 'LAN', MTU: 9000, other_config: { automatic: 'true' } });
  pool.set('network', 'dmz', { name_label: 'DMZ', MTU: 1500 });
  pool.set('SR', 'library', { name_label: 'ISOs', content_type: 'iso', type: 'iso', VDIs: ['iso'], PBDs: ['pbd-iso'] });
  pool.set('PBD', 'pbd-iso', { SR: 'library', host: 'host0', currently_attached: true });
  pool.set('VDI', 'iso', { name_label: 'debian.iso', SR: 'library', managed: true });
  pool.set('VM', 'debian', {
    name_label: 'Debian 12',
    is_a_template: true,
    is_default_template: true,
    allowed_operations: ['clone'],
    HVM_boot_policy: 'BIOS order',
    HVM_boot_params: { order: 'cdn', firmware: 'uefi' },
    platform: { 'device-model': 'qemu-upstream-uefi', secureboot: 'false' },
    memory_static_min: GIB,
    memory_static_max: 2 * GIB,
    memory_dynamic_min: 2 * GIB,
    memory_dynamic_max: 2 * GIB,
    VCPUs_max: 1,
    VCPUs_at_startup: 1,
    recommendations: RECOMMENDED,
    other_config: {
      disks: `<provision><disk device="0" size="${10 * GIB}" sr="" bootable="true" type="system"/></provision>`,
    },
  });
  // Made by a person: it has a disk, an interface and a CD drive of its own.
  pool.set('VDI', 'gold', { name_label: 'gold system', SR: 'shared', virtual_size: 20 * GIB });
  pool.set('VBD', 'gold-disk', { VM: 'web', VDI: 'gold', type: 'Disk', userdevice: '0' });
  pool.set('VBD', 'gold-cd', { VM: 'web', type: 'CD', userdevice: '3', empty: true });
  pool.set('VIF', 'gold-vif', { VM: 'web', device: '0', network: 'dmz' });
  pool.set('VM', 'web', {
    ...pool.get('VM', 'debian'),
    name_label: 'Web node',
    name_description: 'Made by hand',
    is_default_template: false,
    other_config: {},
    VBDs: ['gold-disk', 'gold-cd'],
    VIFs: ['gold-vif'],
  });
  return pool;
}
