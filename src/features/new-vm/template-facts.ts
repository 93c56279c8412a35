import type { Records } from '../../xapi/datamodel/types.gen';
import { xmlText } from '../values';

type Vm = Records['VM'];

/** A disk that a template wants to be made (`other_config:disks`; xapi_templates.ml). */
export interface WantedDisk {
  readonly device: string;
  readonly sizeBytes: number;
  /** uuid of its storage; empty: left open. */
  readonly sr: string;
  readonly isBootable: boolean;
  readonly type: string;
}

function attributesOf(tag: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single] of tag.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    found[name] = xmlText(double ?? single ?? '');
  }
  return found;
}

/** The disks that `VM.provision` would make of a template. */
export function wantedDisks(vm: Vm | undefined): readonly WantedDisk[] {
  const text = vm?.other_config['disks'] ?? '';
  return [...text.matchAll(/<disk\b([^>]*)>/g)].flatMap(([, tag = '']) => {
    const { device = '', size = '', sr = '', bootable, type = 'system' } = attributesOf(tag);
    const sizeBytes = Number(size);
    if (!/^\d+$/.test(device) || !Number.isFinite(sizeBytes)) return [];
    return [{ device, sizeBytes, sr, isBootable: bootable === 'true', type }];
  });
}

const escaped = (text: string): string => text.replaceAll(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The same list as a template carries it. */
export function provisionText(disks: readonly WantedDisk[]): string {
  const tags = disks.map(
    ({ device, sizeBytes, sr, isBootable, type }) =>
      `<disk device="${escaped(device)}" size="${sizeBytes}" sr="${escaped(sr)}" bootable="${isBootable}" type="${escaped(type)}"/>`,
  );
  return `<provision>${tags.join('')}</provision>`;
}

/** Limits and abilities that a template recommends: fields by `field`, and devices by `property`. */
export function recommendationsOf(vm: Vm | undefined): Readonly<Record<string, { value?: string; max?: number }>> {
  const found: Record<string, { value?: string; max?: number }> = {};
  for (const [, tag = ''] of (vm?.recommendations ?? '').matchAll(/<restriction\b([^>]*)>/g)) {
    const { field, property, value, max } = attributesOf(tag);
    const name = field ?? property;
    if (name === undefined) continue;
    const limit = Number(max);
    found[name] = {
      ...(value === undefined ? {} : { value }),
      ...(max !== undefined && Number.isFinite(limit) ? { max: limit } : {}),
    };
  }
  return found;
}

/** Whether firmware of its own boots it, rather than a kernel that its server reads from its disk. */
export const isHvm = (vm: Vm | undefined): boolean => vm !== undefined && vm.HVM_boot_policy !== '';

export type Firmware = 'bios' | 'uefi' | 'secure';

/** What it boots with unless told otherwise. */
export function usualFirmware(vm: Vm | undefined): Firmware {
  if (vm?.HVM_boot_params['firmware'] !== 'uefi') return 'bios';
  const secure = vm.platform['secureboot'];
  return secure === 'true' || secure === 'auto' ? 'secure' : 'uefi';
}

/** Whether a template says that it can boot so; one that says nothing stays with what it has. */
export function boots(vm: Vm | undefined, firmware: Firmware): boolean {
  const recommended = recommendationsOf(vm);
  const key = { bios: 'supports-bios', uefi: 'supports-uefi', secure: 'supports-secure-boot' }[firmware];
  const said = recommended[key]?.value;
  return said === undefined ? usualFirmware(vm) === firmware : said === 'yes';
}

/** Ways to install it from a network address (`other_config:install-methods`); none for systems of their own firmware. */
export function installsFromAddress(vm: Vm | undefined): boolean {
  if (vm === undefined || isHvm(vm)) return false;
  return (vm.other_config['install-methods'] ?? '')
    .split(',')
    .some((method) => ['http', 'https', 'ftp', 'nfs'].includes(method));
}

/** Templates whose first boot reads a cloud-config from a drive that the pool's plug-in makes (XenCenter: CoreOS alone). */
export const takesCloudConfig = (vm: Vm | undefined): boolean =>
  vm !== undefined && /core\s?os/i.test(`${vm.reference_label} ${vm.name_label}`);

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^windows/i, 'Windows'],
  [/^(red ?hat|rhel)/i, 'Red Hat'],
  [/^(suse|sles|opensuse)/i, 'SUSE'],
  [/^ubuntu/i, 'Ubuntu'],
  [/^debian/i, 'Debian'],
  [/^centos/i, 'CentOS'],
  [/^oracle/i, 'Oracle Linux'],
  [/^rocky/i, 'Rocky Linux'],
  [/^alma/i, 'AlmaLinux'],
  [/core ?os/i, 'CoreOS'],
];

/** The family of systems that a shipped template is for; null: none that has a name. */
export function familyOf(vm: Vm): string | null {
  return FAMILIES.find(([pattern]) => pattern.test(vm.name_label))?.[1] ?? null;
}
