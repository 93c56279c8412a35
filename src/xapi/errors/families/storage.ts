import type { ErrorTexts } from '../error-text';

/** Storage repositories, virtual disks and how they are attached. */
export const storageErrors: ErrorTexts = {
  SR_ATTACH_FAILED: [
    '{0} could not be attached.',
    'The server cannot reach the storage behind it.',
    'Check the storage, its network and its credentials, then repair the storage repository.',
  ],
  SR_ATTACHED: [
    'The storage repository is still attached.',
    'The operation needs it to be detached from all servers.',
    'Detach it first.',
  ],
  SR_BACKEND_FAILURE: [
    'The storage reported a problem[: {2:text}].',
    'The driver of this kind of storage failed[ with {0:text}].',
    'Read the message and check the storage system, then try again.',
  ],
  SR_DEVICE_IN_USE: [
    'The device is used by another storage repository.',
    'It already holds data of a pool.',
    'Choose another device, or attach the storage repository that is on it.',
  ],
  SR_DOES_NOT_SUPPORT_MIGRATION: [
    'Disks cannot be moved to or from {0} while they are in use.',
    'Its driver lacks the features for it[: {1:text}].',
    'Shut the VM down and move the disk then.',
  ],
  SR_FULL: [
    'The storage repository is full[: {0:bytes} asked for, {1:bytes} left].',
    'Its disks and snapshots use all of its space.',
    'Delete what is not needed, enlarge the storage, or choose another.',
  ],
  SR_SOURCE_SPACE_INSUFFICIENT: [
    '{0} has too little space to move the disk away.',
    'A temporary snapshot at the source needs some room.',
    'Free some space there first.',
  ],
  SR_HAS_MULTIPLE_PBDS: [
    'The storage repository is attached to several servers.',
    'The operation is possible with one connection only.',
    'Remove the other connections first.',
  ],
  SR_HAS_NO_PBDS: [
    '{0} is not connected to any server.',
    'Without a connection its contents cannot be reached.',
    'Repair the storage repository to connect it.',
  ],
  SR_HAS_PBD: [
    '{0} is still connected to a server.',
    'It cannot be forgotten or destroyed while it is attached.',
    'Detach it first.',
  ],
  SR_INDESTRUCTIBLE: [
    '{0} is protected from being destroyed.',
    'A setting of this storage repository forbids it.',
    'Remove the protection in its properties if it is really to go.',
  ],
  SR_IS_CACHE_SR: [
    'The storage repository is a cache of {0}.',
    'The server uses it for intermediate copies of disks.',
    'Switch caching off on that server first.',
  ],
  SR_NOT_ATTACHED: [
    '{0} is not attached.',
    'The operation needs a working connection to the storage.',
    'Repair the storage repository, then try again.',
  ],
  SR_NOT_EMPTY: [
    'The storage repository still holds virtual disks.',
    'Destroying it would destroy them too.',
    'Move or delete its disks first, or detach it instead.',
  ],
  SR_NOT_SHARABLE: [
    '{0} cannot be shared with {1}.',
    'This kind of storage belongs to one server.',
    'Use shared storage, such as NFS or iSCSI.',
  ],
  SR_NOT_SHARED: [
    'The storage repository is not shared.',
    'The operation needs storage that all servers can reach.',
    'Choose a shared storage repository.',
  ],
  SR_OPERATION_NOT_SUPPORTED: [
    '{0} does not support this.',
    'Its kind of storage lacks the feature.',
    'Use another storage repository for it.',
  ],
  SR_REQUIRES_UPGRADE: [
    '{0} must be upgraded before it can be used.',
    'It was made by an older version.',
    'Upgrade it. It cannot be used by older servers afterwards.',
  ],
  SR_UNHEALTHY: [
    '{0} is not healthy[: {1:text}].',
    'The storage reports a condition in which changes are not safe.',
    'The storage suggests[: {2:text}].',
  ],
  SR_UNKNOWN_DRIVER: [
    'There is no driver for storage of the type {0:text}.',
    'The server does not support this type.',
    'Install the driver on all servers, or choose another type.',
  ],
  SR_UUID_EXISTS: [
    'A storage repository with this UUID is here already[: {0:text}].',
    'It was introduced before.',
    'Use the existing one, or forget it first.',
  ],
  SR_VDI_LOCKING_FAILED: [
    'The virtual disk could not be locked.',
    'Another server may be using it, or a lock was left behind.',
    'Make sure that no other server uses the disk, then try again.',
  ],
  SM_PLUGIN_COMMUNICATION_FAILURE: [
    'No answer came from {0}.',
    'Its process on the server failed or hangs.',
    'Restart the management service of the server.',
  ],
  UNIMPLEMENTED_IN_SM_BACKEND: [
    'The storage driver cannot do this[: {0:text}].',
    'The feature is missing in this kind of storage.',
    'Use storage of another kind.',
  ],
  DEFAULT_SR_NOT_FOUND: [
    'The pool has no default storage repository.',
    'The one that was set is gone, or none was ever set.',
    'Choose a default storage repository.',
  ],
  NO_LOCAL_STORAGE: [
    'The server has no local storage for this.',
    'The operation needs a local storage repository.',
    'Create one on the server.',
  ],
  HOST_CANNOT_SEE_SR: [
    'The server cannot reach the storage repository.',
    'It is not attached to this server.',
    'Attach it, or choose another server.',
  ],
  PBD_EXISTS: [
    '{0} is already connected to {1}.',
    'A server has at most one connection to a storage repository.',
    'Use or repair the existing connection.',
  ],
  LOCATION_NOT_UNIQUE: [
    'Something is already stored at this place in {0}[: {1:text}].',
    'Each disk needs a location of its own.',
    'Choose another location.',
  ],
  VDI_IN_USE: [
    '{0} is in use.',
    'A VM has it attached, or another operation is working on it[: {1:text}].',
    'Detach it from the VM or wait until the operation has finished.',
  ],
  VDI_MISSING: [
    '{1} is missing in {0}.',
    'The disk cannot be found on the storage.',
    'Rescan the storage repository. Restore the disk from a backup if it is gone.',
  ],
  VDI_LOCATION_MISSING: [
    'There is nothing at this place in {0}[: {1:text}].',
    'The disk was moved or deleted outside of the pool.',
    'Rescan the storage repository.',
  ],
  VDI_NOT_AVAILABLE: [
    '{0} is not available.',
    'Its storage is not attached, or the disk was lost.',
    'Repair its storage repository and rescan it.',
  ],
  VDI_NOT_MANAGED: [
    '{0} is not a disk of its own.',
    'It is an inner part of a chain of snapshots.',
    'Use the disk or the snapshot that is built on it.',
  ],
  VDI_READONLY: ['{0} is read-only.', 'It cannot be attached for writing.', 'Attach it as read-only, or make a copy.'],
  VDI_TOO_LARGE: [
    '{0} is too large[: at most {1:bytes}].',
    'The storage cannot hold a virtual disk of that size.',
    'Choose a smaller size or other storage.',
  ],
  VDI_TOO_SMALL: [
    '{0} is too small[: at least {1:bytes}].',
    'The operation needs a larger virtual disk.',
    'Choose a larger size.',
  ],
  VDI_COPY_FAILED: [
    'The virtual disk could not be copied.',
    'Reading or writing failed on the way.',
    'Check both storage repositories and try again.',
  ],
  VDI_IO_ERROR: [
    'The virtual disk could not be read or written.',
    'The storage returned an error.',
    'Check the storage and its connection.',
  ],
  VDI_HAS_RRDS: [
    '{0} holds performance history.',
    'The pool keeps it for the statistics of this storage.',
    'Leave it alone. It goes with the storage repository.',
  ],
  VDI_INCOMPATIBLE_TYPE: [
    '{0} is of a kind that cannot do this[: {1:text}].',
    'Only some kinds of virtual disks support the operation.',
    'Use an ordinary virtual disk.',
  ],
  VDI_IS_A_PHYSICAL_DEVICE: [
    '{0} is a physical device.',
    'It belongs to the server and cannot be copied, moved or deleted.',
    'Detach it instead.',
  ],
  VDI_IS_ENCRYPTED: [
    '{0} is encrypted.',
    'The operation cannot read its contents.',
    'Use another way to copy it, from inside the VM.',
  ],
  VDI_IS_NOT_ISO: [
    '{0} is not an ISO image.',
    'Only ISO images can be inserted into a DVD drive.',
    'Choose a disc from an ISO library.',
  ],
  VDI_IS_SHARABLE: [
    'The virtual disk is shared between VMs.',
    'The operation is not safe while several can write to it.',
    'Use a disk that is not shared.',
  ],
  VDI_NEEDS_VM_FOR_MIGRATE: [
    '{0} belongs to no VM.',
    'A disk can be moved while in use only with a VM.',
    'Move it as a detached disk.',
  ],
  VDI_NOT_SPARSE: [
    '{0} is not thin.',
    'The operation needs a disk that takes only the space it uses.',
    'Use storage with thin provisioning.',
  ],
  VDI_CBT_ENABLED: [
    'Changed blocks of {0} are being tracked, which prevents this.',
    'The operation would make the record of changes wrong.',
    'Switch changed block tracking off for this disk.',
  ],
  VDI_NO_CBT_METADATA: [
    '{0} has no record of changed blocks.',
    'Tracking was not on, or the record was removed.',
    'Switch tracking on and take a full backup first.',
  ],
  VDI_CONTAINS_METADATA_OF_THIS_POOL: [
    '{0} holds the metadata of this pool: {1}.',
    'It cannot be opened as the metadata of another one.',
    'Choose the metadata of the pool to recover.',
  ],
  VDI_CONTENT_ID_MISSING: [
    'The virtual disk has no mark of its contents.',
    'Without it, copies cannot be compared.',
    'Make a full copy.',
  ],
  VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION: [
    'The disk is reset at each boot, which prevents this.',
    'What it holds does not last.',
    'Let the disk keep its contents first.',
  ],
  VBD_CDS_MUST_BE_READONLY: [
    'A DVD drive cannot be attached for writing.',
    'Discs are read-only.',
    'Attach it as read-only.',
  ],
  VBD_IS_EMPTY: ['{0} is empty.', 'There is no disc to eject.', 'Nothing needs to be done.'],
  VBD_MISSING: ['The VM has no such disk.', 'The connection between VM and disk is gone.', 'Attach the disk again.'],
  VBD_NOT_EMPTY: ['{0} already holds a disc.', 'Only one disc fits.', 'Eject the present disc first.'],
  VBD_NOT_REMOVABLE_MEDIA: [
    '{0} is not a DVD drive.',
    'Only discs can be inserted and ejected.',
    'Attach or detach the disk instead.',
  ],
  VBD_NOT_UNPLUGGABLE: [
    '{0} cannot be detached while the VM runs.',
    'The disk is marked as needed by the running guest.',
    'Shut the VM down and detach it then.',
  ],
  VBD_TRAY_LOCKED: [
    '{0} is locked.',
    'The operating system in the VM is using the disc.',
    'Release the disc inside the VM, then eject it.',
  ],
  ILLEGAL_VBD_DEVICE: [
    '{0} cannot be at the position {1:text}.',
    'This VM does not support the position.',
    'Choose one of the free positions that are offered.',
  ],
  DISK_VBD_MUST_BE_READWRITE_FOR_HVM: [
    '{0} must be writable.',
    'Fully virtualised VMs do not support read-only disks.',
    'Attach it for writing, or make a copy.',
  ],
  DEVICE_ALREADY_ATTACHED: ['{0} is attached already.', 'The running VM has the device.', 'Nothing needs to be done.'],
  DEVICE_ALREADY_DETACHED: [
    '{0} is detached already.',
    'The running VM does not have the device.',
    'Nothing needs to be done.',
  ],
  DEVICE_NOT_ATTACHED: [
    '{0} is not attached to a running VM.',
    'The operation needs the device in a running VM.',
    'Attach it first.',
  ],
  DEVICE_ALREADY_EXISTS: [
    'The position {0:text} is taken.',
    'The VM has another device there.',
    'Choose a free position.',
  ],
  INVALID_DEVICE: [
    'The device {0:text} is not valid.',
    'It is not one that this VM can have.',
    'Choose one of the devices that are offered.',
  ],
  DEVICE_ATTACH_TIMEOUT: [
    '{1} was not attached in time.',
    'The guest or the storage did not answer.',
    'Check the storage and look at the console of the VM.',
  ],
  DEVICE_DETACH_TIMEOUT: [
    '{1} was not detached in time.',
    'The guest has not let go of it.',
    'Stop using it inside the VM, then try again.',
  ],
  DEVICE_DETACH_REJECTED: [
    'The VM does not let go of {1}[: {2:text}].',
    'The guest refused to let go of the device.',
    'Stop using it inside the VM, then try again.',
  ],
  BOOT_DEVICE_PASSTHROUGH_DISALLOWED: [
    'The boot device {0:text} cannot be given to a VM.',
    'The server itself starts from it.',
    'Choose another device.',
  ],
  HOST_CD_DRIVE_EMPTY: [
    'The DVD drive of the server is empty.',
    'There is no disc in it.',
    'Insert a disc, or use an ISO image.',
  ],
  HOSTS_FAILED_TO_ENABLE_CACHING: [
    'Some servers could not switch caching on.',
    'They lack local storage for intermediate copies, or it failed.',
    'Check the local storage of these servers.',
  ],
  HOSTS_FAILED_TO_DISABLE_CACHING: [
    'Some servers could not switch caching off.',
    'VMs may still be using cached disks there.',
    'Shut those VMs down and try again.',
  ],
};
