import type { OvfMachine } from './ovf';

/** A file of a package, and the disk in it. */
export interface PackedDisk {
  readonly id: string;
  readonly file: string;
  readonly capacityBytes: number;
}

/** A machine as it is described; its disks by their ids. */
export interface DescribedMachine extends Omit<OvfMachine, 'disks'> {
  readonly id: string;
  readonly disks: readonly string[];
}

export type DiskFormat = 'vmdk' | 'vhd';

/** As DMTF's DSP0243 and makers name them. */
const FORMAT: Readonly<Record<DiskFormat, string>> = {
  vmdk: 'http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized',
  vhd: 'http://www.microsoft.com/Windows/VirtualServer/2005/VHD',
};

/** Kinds of devices (DMTF: CIM_ResourceAllocationSettingData.ResourceType). */
const TYPE = { cpu: 3, memory: 4, scsi: 6, nic: 10, cd: 15, disk: 17 } as const;
const CONTROLLER = '3';

const safe = (text: string): string =>
  // What XML cannot hold at all is left out.
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** An item of the hardware; its children in the order of the alphabet, as the schema wants them. */
function item(fields: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `<rasd:${name}>${safe(String(value))}</rasd:${name}>`);
  return `      <Item>${lines.join('')}</Item>`;
}

function hardwareOf({ vcpus, memoryBytes, isUefi, hasCdDrive, disks, nics }: DescribedMachine): readonly string[] {
  const memory = Math.round(memoryBytes / 2 ** 20);
  return [
    '      <Info>Virtual hardware</Info>',
    item({ ElementName: `${vcpus} vCPUs`, InstanceID: 1, ResourceType: TYPE.cpu, VirtualQuantity: vcpus }),
    item({
      AllocationUnits: 'byte * 2^20',
      ElementName: `${memory} MiB of memory`,
      InstanceID: 2,
      ResourceType: TYPE.memory,
      VirtualQuantity: memory,
    }),
    item({ ElementName: 'SCSI', InstanceID: CONTROLLER, ResourceSubType: 'lsilogic', ResourceType: TYPE.scsi }),
    ...disks.map((id, at) =>
      item({
        AddressOnParent: at,
        ElementName: `Disk ${at}`,
        HostResource: `ovf:/disk/${id}`,
        InstanceID: 10 + at,
        Parent: CONTROLLER,
        ResourceType: TYPE.disk,
      }),
    ),
    ...nics.map(({ network, mac }, at) =>
      item({
        ...(mac !== '' && { Address: mac }),
        AutomaticAllocation: 'true',
        Connection: network,
        ElementName: `Interface ${at}`,
        InstanceID: 500 + at,
        ResourceSubType: 'E1000',
        ResourceType: TYPE.nic,
      }),
    ),
    ...(hasCdDrive
      ? [item({ AutomaticAllocation: 'false', ElementName: 'CD drive', InstanceID: 900, ResourceType: TYPE.cd })]
      : []),
    ...(isUefi ? ['      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>'] : []),
  ];
}

function systemOf(machine: DescribedMachine): readonly string[] {
  const { id, name, description } = machine;
  return [
    `  <VirtualSystem ovf:id="${safe(id)}">`,
    '    <Info>A virtual machine</Info>',
    `    <Name>${safe(name)}</Name>`,
    ...(description === ''
      ? []
      : [`    <AnnotationSection><Info>Notes</Info><Annotation>${safe(description)}</Annotation></AnnotationSection>`]),
    '    <VirtualHardwareSection>',
    ...hardwareOf(machine),
    '    </VirtualHardwareSection>',
    '  </VirtualSystem>',
  ];
}

/** The description of a package (DMTF: DSP0243). Several machines are a collection of its name. */
export function ovfText(
  name: string,
  machines: readonly DescribedMachine[],
  disks: readonly PackedDisk[],
  format: DiskFormat,
): string {
  const networks = [...new Set(machines.flatMap(({ nics }) => nics.map(({ network }) => network)))];
  const systems = machines.flatMap(systemOf);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"' +
      ' xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"' +
      ' xmlns:vmw="http://www.vmware.com/schema/ovf">',
    '  <References>',
    ...disks.map(({ id, file }) => `    <File ovf:href="${safe(file)}" ovf:id="file-${safe(id)}"/>`),
    '  </References>',
    '  <DiskSection><Info>Disks</Info>',
    ...disks.map(
      ({ id, capacityBytes }) =>
        `    <Disk ovf:capacity="${capacityBytes}" ovf:capacityAllocationUnits="byte" ovf:diskId="${safe(id)}"` +
        ` ovf:fileRef="file-${safe(id)}" ovf:format="${FORMAT[format]}"/>`,
    ),
    '  </DiskSection>',
    '  <NetworkSection><Info>Networks</Info>',
    ...networks.map((network) => `    <Network ovf:name="${safe(network)}"/>`),
    '  </NetworkSection>',
    ...(machines.length === 1
      ? systems
      : [
          `  <VirtualSystemCollection ovf:id="${safe(name)}">`,
          '    <Info>Virtual machines</Info>',
          ...systems,
          '  </VirtualSystemCollection>',
        ]),
    '</Envelope>',
    '',
  ].join('\n');
}
