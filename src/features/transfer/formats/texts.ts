/** What is wrong with a file, in words. */
export const texts = {
  cutOff: 'The file is cut off: it is shorter than it says.',
  damaged: 'The file is damaged: its header makes no sense.',
  badChecksum: 'The file is damaged: the checksum of its header is wrong.',
  differencing: 'The disk holds only what differs from another one. Merge it with its parent first.',
  vmdkText: 'This file only describes a disk. Choose the one that ends with -flat.vmdk, or export the machine as OVA.',
  notVmdk: 'This kind of VMDK is not known. Export the machine as OVA.',
  unknownCompression: 'The disk is packed in a way that is not known.',
  otherQcow: 'This kind of QCOW is not known. Convert it first: qemu-img convert -O qcow2.',
  corruptDisk: 'The disk says that it is corrupt. Repair it first: qemu-img check -r all.',
  outsideData: 'The disk keeps its data in another file. Convert it first: qemu-img convert -O qcow2.',
  encryptedDisk: 'The disk is encrypted. Decrypt it first.',
  iso: 'This is the image of a disc. Copy it to an ISO library.',
  notTar: 'The archive is damaged.',
  tooManyFiles: 'The archive holds too many files.',
  noOvf: 'The archive holds no OVF description, and is no export of a VM.',
  notXml: (why: string) => `The description is no valid XML: ${why}`,
  doctype: 'The description declares a document type, which is not read.',
  tooLarge: 'The description is too large.',
  notOvf: 'The file is no OVF description.',
  encrypted: 'The OVF is encrypted. Decrypt it first.',
  noMachines: 'The OVF describes no virtual machines.',
  tooManyMachines: 'The OVF describes more than 64 virtual machines.',
  tooManyDevices: 'The OVF gives a machine more disks or interfaces than any can have.',
  missing: (name: string) => `${name} is missing. It belongs to the package, beside the .ovf file.`,
  noDisk: (name: string) => `The OVF names a disk that it does not describe: ${name}`,
  packed: (name: string) => `${name} is packed with gzip. Unpack it first.`,
  badDigest: (name: string) => `${name} is damaged: it does not match the manifest.`,
  xvaThere: 'This is an export of VMs. Say so above: the pool reads it from there by itself.',
  nothingThere: (address: string) => `There is no file at ${address}`,
  refused: (status: number) =>
    status === 401 || status === 403
      ? 'Its server wants to know who asks. Download the file, and import it from this computer.'
      : `Its server answers with an error (status ${status}).`,
  noParts: (limit: string) =>
    `Its server gives whole files only, and this page holds ${limit} at most. Download the file, and import it from this computer.`,
  tooMuch: (address: string) =>
    `The server of ${address} sends more than the part that it was asked for. Download the file, and import it from this computer.`,
  notShared: (origin: string) =>
    `Its server lets no other page read it. Download the file, and import it from this computer; or have that server send Access-Control-Allow-Origin: ${origin}`,
  silent: 'Nothing answers there, or with a certificate that this browser does not trust.',
  mixed: 'This page came by https: browsers let it read nothing by http. Give an https address, or download the file.',
  lost: 'Its server stopped answering in the middle of the file. Try again.',
  unknownFile: 'This is no export of a VM, no OVF or OVA, and no disk image.',
} as const;
