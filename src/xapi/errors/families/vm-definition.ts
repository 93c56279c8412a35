import type { ErrorTexts } from '../error-text';

/** What a VM, a template or a snapshot is made of: memory, CPUs, snapshots, templates, vApps, import. */
export const vmDefinitionErrors: ErrorTexts = {
  VM_IS_TEMPLATE: [
    '{0} is a template, which cannot do this.',
    'The operation is meant for VMs.',
    'Make a VM from the template first.',
  ],
  VM_IS_SNAPSHOT: [
    '{0} is a snapshot, which cannot do this.',
    'A snapshot can be reverted to, copied, exported or deleted.',
    'Make a VM from the snapshot, or use the VM itself.',
  ],
  VM_IS_PROTECTED: [
    '{0} is protected by high availability.',
    'The change would make the protection impossible.',
    'Remove the protection from the VM first.',
  ],
  VM_CANNOT_DELETE_DEFAULT_TEMPLATE: [
    'Templates that came with the server cannot be deleted.',
    'They are part of the product.',
    'Hide them from the tree instead.',
  ],
  PROVISION_ONLY_ALLOWED_ON_TEMPLATE: [
    'Only a fresh copy of a template can be provisioned.',
    'This VM has its disks already.',
    'Start it as it is, or make a new VM from a template.',
  ],
  PROVISION_FAILED_OUT_OF_SPACE: [
    'There is too little storage for the disks of the new VM.',
    'The storage repository that the template names is full.',
    'Free some space or choose other storage.',
  ],
  REVERT_ONLY_ALLOWED_ON_SNAPSHOT: [
    'Only a snapshot can be reverted to.',
    'The object that was chosen is not a snapshot.',
    'Choose one of the snapshots of the VM.',
  ],
  VM_REVERT_FAILED: [
    '{0} could not be reverted to {1}.',
    'One of its disks could not be restored.',
    'Check the storage of its disks and try again.',
  ],
  VM_SNAPSHOT_FAILED: [
    'The snapshot could not be taken.',
    'One of the disks could not be captured.',
    'Check the free space of its storage and try again.',
  ],
  VM_HAS_TOO_MANY_SNAPSHOTS: [
    '{0} has too many snapshots.',
    'Its chain of snapshots has reached the limit of its storage.',
    'Delete snapshots that are not needed, and let the storage coalesce.',
  ],
  VM_HAS_CHECKPOINT: [
    '{0} has a snapshot with memory, which prevents this.',
    'Such a snapshot holds a running state that would no longer fit.',
    'Delete the snapshots with memory first.',
  ],
  VM_CHECKPOINT_SUSPEND_FAILED: [
    '{0} could not be suspended for the snapshot with memory.',
    'Its guest did not get ready to be saved.',
    'Check the VM tools inside it, or take a snapshot of the disks only.',
  ],
  VM_CHECKPOINT_RESUME_FAILED: [
    '{0} did not come back after the snapshot with memory.',
    'The snapshot was taken, but the VM could not be resumed.',
    'Resume or start it by hand.',
  ],
  VM_SNAPSHOT_WITH_QUIESCE_FAILED: [
    'The quiesced snapshot of {0} failed.',
    'The guest could not bring its applications to rest.',
    'Look at the event log inside the guest, or take an ordinary snapshot.',
  ],
  VM_SNAPSHOT_WITH_QUIESCE_TIMEOUT: [
    '{0} did not come to rest in time for the snapshot.',
    'Its applications took too long to flush their data.',
    'Try again at a quieter time.',
  ],
  VM_SNAPSHOT_WITH_QUIESCE_PLUGIN_DEOS_NOT_RESPOND: [
    'The snapshot service in {0} does not respond.',
    'The helper for quiesced snapshots is not running in the guest.',
    'Start the service in the guest, or take an ordinary snapshot.',
  ],
  VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED: [
    '{0} cannot take quiesced snapshots[: {1:text}].',
    'Its operating system or its tools do not support them.',
    'Take an ordinary snapshot, or one with memory.',
  ],
  XEN_VSS_REQ_ERROR_INIT_FAILED: [
    'The snapshot service of Windows did not start in {0}[ ({1:text})].',
    'Volume Shadow Copy could not be initialised.',
    'Check the Volume Shadow Copy service in the guest.',
  ],
  XEN_VSS_REQ_ERROR_PROV_NOT_LOADED: [
    'The snapshot provider is not loaded in {0}[ ({1:text})].',
    'Windows does not know the provider of the VM tools.',
    'Install the provider from the VM tools in the guest.',
  ],
  XEN_VSS_REQ_ERROR_NO_VOLUMES_SUPPORTED: [
    'No volume of {0} can be captured[ ({1:text})].',
    'Windows reports none that its snapshot service supports.',
    'Use an ordinary snapshot for this VM.',
  ],
  XEN_VSS_REQ_ERROR_START_SNAPSHOT_SET_FAILED: [
    'Windows could not begin the snapshot of {0}[ ({1:text})].',
    'Another snapshot may be under way in the guest.',
    'Wait a moment and try again.',
  ],
  XEN_VSS_REQ_ERROR_ADDING_VOLUME_TO_SNAPSET_FAILED: [
    'A volume of {0} could not join the snapshot[ ({1:text})].',
    'Windows refused one of the volumes.',
    'Check the volumes in the guest for errors.',
  ],
  XEN_VSS_REQ_ERROR_PREPARING_WRITERS: [
    'The applications in {0} could not be prepared[ ({1:text})].',
    'A writer of the Windows snapshot service failed.',
    'List the writers in the guest and restart the one that failed.',
  ],
  XEN_VSS_REQ_ERROR_CREATING_SNAPSHOT: [
    'Windows could not take the snapshot of {0}[ ({1:text})].',
    'Its snapshot service failed at the last step.',
    'Look at the event log in the guest and try again.',
  ],
  XEN_VSS_REQ_ERROR_CREATING_SNAPSHOT_XML_STRING: [
    'Windows could not describe the snapshot of {0}[ ({1:text})].',
    'The snapshot was taken, but its description could not be made.',
    'Delete the incomplete snapshot and try again.',
  ],
  MEMORY_CONSTRAINT_VIOLATION: [
    'The memory settings do not fit each other[: {0:text}].',
    'They must rise from static minimum over dynamic minimum and maximum to static maximum.',
    'Change the values so that none is above the next.',
  ],
  MEMORY_CONSTRAINT_VIOLATION_ORDER: [
    'The memory limits are in the wrong order.',
    'Static minimum, dynamic minimum, dynamic maximum and static maximum must not fall.',
    'Change all four values together.',
  ],
  MEMORY_CONSTRAINT_VIOLATION_MAXPIN: [
    'The memory of this VM must stay fixed[: {0:text}].',
    'Its settings require dynamic minimum, dynamic maximum and static maximum to be equal.',
    'Set the three to the same value.',
  ],
  VM_MEMORY_SIZE_TOO_LOW: [
    '{0} has too little memory to start.',
    'Its operating system or its devices need more.',
    'Give it more memory.',
  ],
  VM_NO_VCPUS: ['{0} has no virtual CPU.', 'A VM needs at least one to run.', 'Give it one or more virtual CPUs.'],
  VM_TOO_MANY_VCPUS: [
    '{0} has more virtual CPUs than are allowed.',
    'The limit of the server or of the VM is lower.',
    'Lower the number of virtual CPUs.',
  ],
  VCPU_MAX_NOT_CORES_PER_SOCKET_MULTIPLE: [
    'The virtual CPUs cannot be divided evenly into sockets[: {0:text} into sockets of {1:text} cores].',
    'All sockets of a VM have the same number of cores.',
    'Choose numbers that divide evenly.',
  ],
  VM_BIOS_STRINGS_ALREADY_SET: [
    'The firmware strings of this VM are set already.',
    'They can be set only once.',
    'Make a new VM if other strings are needed.',
  ],
  VM_ATTACHED_TO_MORE_THAN_ONE_VDI_WITH_TIMEOFFSET_MARKED_AS_RESET_ON_BOOT: [
    '{0} has more than one disk that resets its clock at boot.',
    'Only one disk can decide the clock of a VM.',
    'Change the setting for all but one of its disks.',
  ],
  VM_DUPLICATE_VBD_DEVICE: [
    '{0} has two disks at the same position[: {2:text}].',
    'Each disk needs a position of its own.',
    'Move one of them to a free position.',
  ],
  VM_NO_EMPTY_CD_VBD: [
    '{0} has no empty DVD drive.',
    'The operation needs one to insert a disc.',
    'Eject the disc or add a DVD drive.',
  ],
  VM_PCI_BUS_FULL: [
    '{0} has no room for another device.',
    'All positions on its virtual PCI bus are taken.',
    'Remove a device that is not needed.',
  ],
  VM_IS_PART_OF_AN_APPLIANCE: [
    '{0} belongs to {1}.',
    'It cannot be recovered on its own.',
    'Recover the vApp as a whole, or take the VM out of it.',
  ],
  VM_ASSIGNED_TO_PROTECTION_POLICY: [
    '{0} has a protection policy already: {1}.',
    'A VM can have only one.',
    'Take it out of that policy first.',
  ],
  VM_ASSIGNED_TO_SNAPSHOT_SCHEDULE: [
    '{0} has a snapshot schedule already: {1}.',
    'A VM can follow only one.',
    'Take it out of that schedule first.',
  ],
  VMPP_HAS_VM: [
    'The protection policy is still in use.',
    'At least one VM follows it.',
    'Take all VMs out of the policy, then delete it.',
  ],
  VMSS_HAS_VM: [
    'The snapshot schedule is still in use.',
    'At least one VM follows it.',
    'Take all VMs out of the schedule, then delete it.',
  ],
  VMPP_ARCHIVE_MORE_FREQUENT_THAN_BACKUP: [
    'Archives cannot be made more often than backups.',
    'There would be nothing new to archive.',
    'Choose a longer interval for archives.',
  ],
  DUPLICATE_VM: [
    'A VM like {0} exists already.',
    'The imported VM has the same identity.',
    'Import it as a copy, or remove the existing one.',
  ],
  DUPLICATE_MAC_SEED: [
    'Two VMs would share their MAC addresses[: seed {0:text}].',
    'The copy has the same seed as the original.',
    'Let new MAC addresses be made for the copy.',
  ],
  VM_TO_IMPORT_IS_NOT_NEWER_VERSION: [
    '{0} exists in the same or a newer version.',
    'Version {1:text} is here; version {2:text} was to be imported.',
    'Force the import if the older version is really wanted.',
  ],
  IMPORT_ERROR: [
    'The import failed[: {0:text}].',
    'The file could not be read as an export of a VM.',
    'Check the file and try again.',
  ],
  IMPORT_ERROR_ATTACHED_DISKS_NOT_FOUND: [
    'The disks of the VM are not in the file.',
    'The export is incomplete.',
    'Export the VM again.',
  ],
  IMPORT_ERROR_CANNOT_HANDLE_CHUNKED: [
    'The server cannot read the upload in pieces.',
    'The request used a transfer encoding that it does not support.',
    'Send the file with its full length.',
  ],
  IMPORT_ERROR_FAILED_TO_FIND_OBJECT: [
    'The import refers to an object that is not there[: {0:text}].',
    'The file, or the pool, lacks something that the VM needs.',
    'Export the VM again, or create what is missing.',
  ],
  IMPORT_ERROR_PREMATURE_EOF: [
    'The file ended too early.',
    'It was cut off while it was copied or downloaded.',
    'Copy the file again and compare its size.',
  ],
  IMPORT_ERROR_SOME_CHECKSUMS_FAILED: [
    'Parts of the file are damaged.',
    'Their checksums do not match.',
    'Copy or export the file again.',
  ],
  IMPORT_ERROR_UNEXPECTED_FILE: [
    'The file holds something unexpected[: {1:text} instead of {0:text}].',
    'It is damaged, or not an export of a VM.',
    'Check that it is the right file.',
  ],
  IMPORT_INCOMPATIBLE_VERSION: [
    'The file was made by a newer version.',
    'This server cannot read its format.',
    'Update the server, or export from an older one.',
  ],
  NOT_SYSTEM_DOMAIN: [
    '{0} is not a system domain.',
    'The operation is meant for VMs that serve the pool itself.',
    'Choose a system domain.',
  ],
  CANNOT_RESET_CONTROL_DOMAIN: [
    '{0} cannot be reset, because it is a control domain.',
    'It runs the server itself.',
    'Restart the server instead.',
  ],
  SYSPREP: [
    'Windows setup could not be prepared in {0}[: {1:text}].',
    'The preparation inside the guest failed.',
    'Read the message, correct the answer file, and try again.',
  ],
  VTPM_MAX_AMOUNT_REACHED: [
    'The VM has as many virtual TPMs as it can have[: {0:text}].',
    'Each VM is limited to that number.',
    'Remove the present one before adding another.',
  ],
};
