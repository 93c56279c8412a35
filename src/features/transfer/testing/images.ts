/** Small files of the formats that are read here, made as their specifications say. */

const SECTOR = 512;

async function packed(
  bytes: Uint8Array<ArrayBuffer>,
  format: 'deflate' | 'deflate-raw' | 'gzip',
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export const gzipped = async (bytes: Uint8Array<ArrayBuffer>): Promise<Blob> => new Blob([await packed(bytes, 'gzip')]);

const put = (bytes: Uint8Array, at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at);

function withChecksum(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const sum = bytes.reduce((total, byte) => (total + byte) >>> 0, 0);
  new DataView(bytes.buffer).setUint32(at, ~sum >>> 0);
  return bytes;
}

export function vhdFooter(virtualBytes: number, kind: number): Uint8Array<ArrayBuffer> {
  const footer = new Uint8Array(SECTOR);
  const view = new DataView(footer.buffer);
  put(footer, 0, 'conectix');
  view.setBigUint64(16, kind === 2 ? 0xffffffffffffffffn : 512n);
  view.setBigUint64(48, BigInt(virtualBytes));
  view.setUint32(60, kind);
  return withChecksum(footer, 64);
}

export const VHD_BLOCK = 64 * 1024;

/** A dynamic VHD whose blocks are full of their byte; null: never written. */
export function dynamicVhd(blocks: readonly (number | null)[], kind = 3): Uint8Array<ArrayBuffer> {
  const virtualBytes = blocks.length * VHD_BLOCK;
  const header = new Uint8Array(1024);
  const view = new DataView(header.buffer);
  put(header, 0, 'cxsparse');
  view.setBigUint64(16, 1536n);
  view.setUint32(28, blocks.length);
  view.setUint32(32, VHD_BLOCK);
  withChecksum(header, 36);
  const table = new Uint8Array(SECTOR * Math.ceil((blocks.length * 4) / SECTOR)).fill(0xff);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let at = 1536 + table.length;
  blocks.forEach((byte, block) => {
    if (byte === null) return;
    new DataView(table.buffer).setUint32(block * 4, at / SECTOR);
    parts.push(new Uint8Array(SECTOR).fill(0xff), new Uint8Array(VHD_BLOCK).fill(byte));
    at += SECTOR + VHD_BLOCK;
  });
  const footer = vhdFooter(virtualBytes, kind);
  return joined([footer, header, table, ...parts, footer]);
}

export const GRAIN = 64 * 1024;
const ENTRIES = 4;

/** A stream-optimised VMDK whose grains are full of their byte; null: never written. */
export async function streamVmdk(grains: readonly (number | null)[]): Promise<Uint8Array<ArrayBuffer>> {
  const tables = Math.ceil(grains.length / ENTRIES);
  const header = (directory: bigint): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(SECTOR);
    const view = new DataView(bytes.buffer);
    put(bytes, 0, 'KDMV');
    view.setUint32(4, 3, true);
    view.setUint32(8, 0x30001, true);
    view.setBigUint64(12, BigInt((grains.length * GRAIN) / SECTOR), true);
    view.setBigUint64(20, BigInt(GRAIN / SECTOR), true);
    view.setUint32(44, ENTRIES, true);
    view.setBigUint64(56, directory, true);
    view.setUint16(77, 1, true);
    return bytes;
  };
  const parts: Uint8Array<ArrayBuffer>[] = [header(0xffffffffffffffffn)];
  let sector = 1;
  const add = (bytes: Uint8Array<ArrayBuffer>): number => {
    const from = sector;
    const whole = new Uint8Array(Math.ceil(bytes.length / SECTOR) * SECTOR);
    whole.set(bytes);
    parts.push(whole);
    sector += whole.length / SECTOR;
    return from;
  };
  const directory = new Uint8Array(tables * 4);
  for (let table = 0; table < tables; table += 1) {
    const entries = new Uint8Array(ENTRIES * 4);
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      const byte = grains[table * ENTRIES + entry] ?? null;
      if (byte === null) continue;
      const data = await packed(new Uint8Array(GRAIN).fill(byte), 'deflate');
      const marker = new Uint8Array(12);
      new DataView(marker.buffer).setUint32(8, data.length, true);
      new DataView(entries.buffer).setUint32(entry * 4, add(joined([marker, data])), true);
    }
    new DataView(directory.buffer).setUint32(table * 4, add(entries), true);
  }
  const directoryAt = add(directory);
  add(header(BigInt(directoryAt)));
  add(new Uint8Array(SECTOR));
  return joined(parts);
}

export const QCOW_CLUSTER = 64 * 1024;

/** How the clusters of a QCOW2 lie in it: as they are, packed one after the other, or packed with something between. */
export type QcowPacking = 'plain' | 'packed' | 'apart';

/** A QCOW2 whose clusters are full of their byte; null: never written, `zero`: known to be zero. */
export async function qcow2(
  clusters: readonly (number | null | 'zero')[],
  packing: QcowPacking = 'plain',
  virtualBytes = clusters.length * QCOW_CLUSTER,
): Promise<Uint8Array<ArrayBuffer>> {
  const tables = 3;
  const header = new Uint8Array(QCOW_CLUSTER);
  const view = new DataView(header.buffer);
  put(header, 0, 'QFI\u00fb'.slice(0, 3));
  header[3] = 0xfb;
  view.setUint32(4, 3);
  view.setUint32(20, 16);
  view.setBigUint64(24, BigInt(virtualBytes));
  view.setUint32(36, 1);
  view.setBigUint64(40, BigInt(QCOW_CLUSTER));
  view.setUint32(100, 104);
  const l1 = new Uint8Array(QCOW_CLUSTER);
  new DataView(l1.buffer).setBigUint64(0, (1n << 63n) | BigInt(2 * QCOW_CLUSTER));
  const l2 = new Uint8Array(QCOW_CLUSTER);
  const entries = new DataView(l2.buffer);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let at = tables * QCOW_CLUSTER;
  const add = (bytes: Uint8Array<ArrayBuffer>): number => {
    parts.push(bytes);
    at += bytes.length;
    return at - bytes.length;
  };
  for (const [index, byte] of clusters.entries()) {
    if (byte === null) continue;
    if (byte === 'zero') {
      // What lay there before is still in the file.
      entries.setBigUint64(index * 8, 1n | BigInt(QCOW_CLUSTER));
      continue;
    }
    const data = new Uint8Array(QCOW_CLUSTER).map((_, place) => byte ^ (place % 251));
    if (packing === 'plain') {
      entries.setBigUint64(index * 8, (1n << 63n) | BigInt(add(data)));
      continue;
    }
    const bytes = await packed(data, 'deflate-raw');
    const from = add(bytes);
    const more = Math.floor((from + bytes.length - 1) / SECTOR) - Math.floor(from / SECTOR);
    entries.setBigUint64(index * 8, (1n << 62n) | (BigInt(more) << 54n) | BigInt(from));
    if (packing === 'apart') add(new Uint8Array(1000).fill(0x5a));
  }
  if (packing !== 'plain') add(new Uint8Array(QCOW_CLUSTER).fill(0xa5));
  return joined([header, l1, l2, ...parts]);
}

/** A tar of these files. */
export function tar(
  files: readonly (readonly [name: string, content: Uint8Array<ArrayBuffer> | string])[],
): Uint8Array<ArrayBuffer> {
  const parts = files.flatMap(([name, given]) => {
    const content = typeof given === 'string' ? new TextEncoder().encode(given) : given;
    const header = new Uint8Array(SECTOR);
    put(header, 0, name);
    put(header, 124, `${content.length.toString(8).padStart(11, '0')}\0`);
    put(header, 148, '        ');
    put(header, 156, '0');
    put(header, 257, 'ustar\x0000');
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(header, 148, `${sum.toString(8).padStart(6, '0')}\0 `);
    const body = new Uint8Array(Math.ceil(content.length / SECTOR) * SECTOR);
    body.set(content);
    return [header, body];
  });
  return joined([...parts, new Uint8Array(2 * SECTOR)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An OVF of one machine with one disk and two interfaces, as VMware's tools write it. */
export const OVF = `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
  xmlns:vmw="http://www.vmware.com/schema/ovf">
  <References><File ovf:href="shop-disk1.vmdk" ovf:id="file1" ovf:size="1024"/></References>
  <DiskSection><Info>Disks</Info>
    <Disk ovf:capacity="4" ovf:capacityAllocationUnits="byte * 2^20" ovf:diskId="vmdisk1" ovf:fileRef="file1"
      ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
    <Disk ovf:capacity="1" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk2"/>
  </DiskSection>
  <NetworkSection><Info>Networks</Info><Network ovf:name="VM Network"/><Network ovf:name="Lab"/></NetworkSection>
  <VirtualSystem ovf:id="shop">
    <Name>Shop</Name>
    <AnnotationSection><Info/><Annotation>Sells things</Annotation></AnnotationSection>
    <EulaSection><Info/><License>Be kind.</License></EulaSection>
    <VirtualHardwareSection>
      <Item><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>2048</rasd:VirtualQuantity></Item>
      <Item><rasd:AddressOnParent>1</rasd:AddressOnParent><rasd:HostResource>ovf:/disk/vmdisk2</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item><rasd:ResourceType>15</rasd:ResourceType></Item>
      <Item><rasd:Connection>VM Network</rasd:Connection><rasd:Address>00-16-3E-00-00-01</rasd:Address><rasd:ResourceType>10</rasd:ResourceType></Item>
      <Item><rasd:Connection>Lab</rasd:Connection><rasd:ResourceType>10</rasd:ResourceType></Item>
      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`;
