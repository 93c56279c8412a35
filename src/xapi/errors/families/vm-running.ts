import type { ErrorTexts } from '../error-text';

/** Starting, stopping, suspending and moving VMs, and where they can run. */
export const vmRunningErrors: ErrorTexts = {
  VM_BAD_POWER_STATE: [
    '{0} must be {1:states} for this, but it is {2:states}.',
    'Each operation fits only certain power states.',
    'Bring the VM into the state that is needed, then try again.',
  ],
  VM_HALTED: [
    '{0} shut down unexpectedly.',
    'It stopped while it was starting.',
    'Look at its console and its boot options, then start it again.',
  ],
  VM_REBOOTED: [
    '{0} rebooted unexpectedly.',
    'It restarted while another operation was waiting for it.',
    'Repeat the operation once it is running again.',
  ],
  VM_CRASHED: [
    '{0} crashed.',
    'Its operating system or its virtual hardware stopped with an error.',
    'Look at its console and at the server logs, then start it again.',
  ],
  VM_SHUTDOWN_TIMEOUT: [
    '{0} did not shut down in time[ ({1:seconds})].',
    'Its operating system did not finish within the time allowed.',
    'Look at its console. Force the shutdown if it hangs; unsaved data is lost then.',
  ],
  VM_SUSPEND_TIMEOUT: [
    '{0} was not suspended in time[ ({1:seconds})].',
    'Its operating system did not get ready within the time allowed.',
    'Look at its console and try again when it is less busy.',
  ],
  VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT: [
    '{0} did not react to the request to shut down.',
    'Its operating system or its management agent did not answer.',
    'Check the agent inside the VM, or force the shutdown; unsaved data is lost then.',
  ],
  VM_FAILED_SUSPEND_ACKNOWLEDGMENT: [
    '{0} did not react to the request to suspend.',
    'Its operating system or its drivers did not answer.',
    'Check the VM tools inside it and try again.',
  ],
  VM_MEMORY_TARGET_WAIT_TIMEOUT: [
    'The VM did not reach its memory target in time.',
    'Its balloon driver was too slow or is not running.',
    'Check the VM tools inside it and try again.',
  ],
  BALLOONING_TIMEOUT_BEFORE_MIGRATION: [
    '{0} did not give up memory in time for the migration.',
    'Its memory must shrink first, and the balloon driver was too slow.',
    'Lower the load inside the VM or raise its dynamic minimum, then try again.',
  ],
  BALLOONING_DISABLED: [
    'Memory of VMs cannot be changed while they run here.',
    'Ballooning is disabled on this server.',
    'Shut the VM down and change its memory then.',
  ],
  VMS_FAILED_TO_COOPERATE: [
    'Some VMs did not give up memory when they were asked to.',
    'The server needed room and their balloon drivers did not answer.',
    'Check the VM tools in the VMs of this server, or move some of them away.',
  ],
  NO_HOSTS_AVAILABLE: [
    'No server can run this VM at present.',
    'None has enough free memory together with the storage, networks and devices that the VM needs.',
    'Free some memory, enable a server, or choose a server to see what it lacks.',
  ],
  HOST_NOT_ENOUGH_FREE_MEMORY: [
    'The server does not have enough free memory[: {0:bytes} needed, {1:bytes} free].',
    'Its VMs already use most of its memory.',
    'Shut down or move other VMs, choose another server, or lower the memory of this VM.',
  ],
  HOST_NOT_ENOUGH_PCPUS: [
    'The VM has more virtual CPUs than the server has CPUs[: {0:text} against {1:text}].',
    'A VM cannot start with more virtual CPUs than there are physical ones.',
    'Lower the number of virtual CPUs or choose a larger server.',
  ],
  VM_REQUIRES_SR: [
    '{0} needs storage that the server cannot reach: {1}.',
    'A disk of the VM is on a storage repository that is not attached there.',
    'Attach the storage to that server, or choose a server that has it.',
  ],
  VM_REQUIRES_VDI: [
    '{0} needs {1}, which is not available.',
    'The disk is missing or its storage cannot be reached.',
    'Repair the storage, or detach the disk from the VM.',
  ],
  VM_REQUIRES_NETWORK: [
    '{0} needs a network that the server does not have: {1}.',
    'No network interface of the server is connected to it.',
    'Connect the server to the network, or choose another server.',
  ],
  VM_REQUIRES_GPU: [
    '{0} needs a GPU of {1}, and none is free.',
    'No server that could run the VM has an unused GPU of that group.',
    'Stop a VM that uses one, or choose another GPU for this VM.',
  ],
  VM_REQUIRES_VGPU: [
    '{0} needs {2}, and none can be had.',
    'No GPU of {1} has room for it.',
    'Stop a VM that uses one, or choose another type for this VM.',
  ],
  VM_REQUIRES_VUSB: [
    '{0} needs a USB device of {1} that is not there.',
    'The device is not plugged into the server, or another VM has it.',
    'Plug it in, or remove it from this VM.',
  ],
  VM_REQUIRES_IOMMU: [
    '{0} cannot pass hardware through to VMs.',
    'Its IOMMU is missing or disabled in the firmware.',
    'Enable VT-d or AMD-Vi in its firmware, or choose another server.',
  ],
  VM_HVM_REQUIRED: [
    'The CPUs of the server cannot run {0}.',
    'The VM needs hardware virtualisation.',
    'Enable it in the firmware of the server, or choose another server.',
  ],
  FEATURE_REQUIRES_HVM: [
    'This feature needs a fully virtualised VM[: {0:text}].',
    'The VM is paravirtualised.',
    'Use a VM with hardware virtualisation.',
  ],
  VM_INCOMPATIBLE_WITH_THIS_HOST: [
    '{0} cannot run on {1}[: {2:text}].',
    'The CPU of the server lacks features that the VM has seen.',
    'Shut the VM down and start it there, or choose a server with an equal or newer CPU.',
  ],
  VM_HOST_INCOMPATIBLE_VERSION: [
    '{1} cannot be used on {0}, which runs an older version.',
    'The VM was last used on a newer version of the product.',
    'Update the server, or choose another one.',
  ],
  VM_HOST_INCOMPATIBLE_VERSION_MIGRATE: [
    '{1} cannot be moved to {0}, which runs an older version.',
    'VMs can move to servers of the same or a newer version only.',
    'Update that server first.',
  ],
  VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION: [
    '{2} needs a virtual hardware version that {0} does not offer.',
    'The VM asks for version {3:text}; the server offers {1:text}.',
    'Update the server, or choose a newer one.',
  ],
  VM_NOT_RESIDENT_HERE: [
    '{0} is not running on {1}.',
    'It was moved or stopped in the meantime.',
    'Look where it runs now and repeat the action there.',
  ],
  VM_MISSING_PV_DRIVERS: [
    '{0} needs the VM tools for this.',
    'Without the drivers inside it, a running VM cannot be suspended, moved or shut down cleanly.',
    'Install the VM tools in the guest, or shut it down from inside.',
  ],
  VM_OLD_PV_DRIVERS: [
    'The VM tools in {0} are too old for this[: version {1:text}.{2:text}].',
    'The operation needs newer drivers in the guest.',
    'Update the VM tools in the guest and restart it.',
  ],
  VM_PV_DRIVERS_IN_USE: [
    'The drivers in {0} are in use.',
    'The operation would take them away from the running guest.',
    'Shut the VM down first.',
  ],
  VM_LACKS_FEATURE: [
    '{0} cannot do this as it is.',
    'Its guest agent does not offer the feature.',
    'Install or update the VM tools in the guest.',
  ],
  VM_NON_SUSPENDABLE: [
    '{0} cannot be suspended[: {1:text}].',
    'The guest says that it is not able to.',
    'Shut it down instead.',
  ],
  VM_IS_IMMOBILE: [
    '{0} is tied to its server.',
    'A device or a setting binds it to the server where it runs.',
    'Remove the binding, or shut the VM down and start it elsewhere.',
  ],
  VM_IS_USING_NESTED_VIRT: [
    '{0} runs virtual machines of its own.',
    'A VM with nested virtualisation cannot be suspended, moved or checkpointed.',
    'Shut it down, or switch nested virtualisation off.',
  ],
  VM_HAS_PCI_ATTACHED: [
    '{0} has a device of its server passed through to it.',
    'A physical device cannot be taken along.',
    'Shut the VM down, or detach the device first.',
  ],
  VM_HAS_VGPU: [
    '{0} has a virtual GPU, which prevents this.',
    'Its kind of virtual GPU cannot be suspended or moved.',
    'Shut the VM down, or remove the virtual GPU.',
  ],
  VM_HAS_SRIOV_VIF: [
    '{0} has an SR-IOV network interface, which prevents this.',
    'Such an interface is part of one server and cannot move.',
    'Replace it by an ordinary virtual interface.',
  ],
  VM_HAS_VUSBS: [
    '{0} has a USB device attached, which prevents this.',
    'A USB device cannot be suspended or moved with a VM.',
    'Detach the USB device first.',
  ],
  VM_MIGRATE_FAILED: [
    '{0} could not be moved from {1} to {2}[: {3:text}].',
    'The migration stopped before it was complete. The VM still runs on its old server unless it says otherwise.',
    'Resolve what the message names, then try again.',
  ],
  VM_MIGRATE_CONTACT_REMOTE_SERVICE_FAILED: [
    'The server at the other end of the migration could not be contacted.',
    'The migration network, a firewall or the other server stands in the way.',
    'Check that both servers can reach each other on the migration network.',
  ],
  TOO_MANY_STORAGE_MIGRATES: [
    'Too many disks are on the move already[: {0:text}].',
    'A server moves only a few disks at a time.',
    'Wait until one has finished, then try again.',
  ],
  MIRROR_FAILED: [
    'The copy of {0} broke off while it was moved.',
    'The disk could not be kept equal at both ends, often because of the network or full storage.',
    'Check the storage at both ends and move it again.',
  ],
  VDI_NOT_IN_MAP: [
    'No destination was named for {0}.',
    'A VM that moves with its storage needs a place for each of its disks.',
    'Choose a storage repository for this disk.',
  ],
  VIF_NOT_IN_MAP: [
    'No network was named for {0}.',
    'A VM that moves to another pool needs a network for each of its interfaces.',
    'Choose a network for this interface.',
  ],
  VM_CALL_PLUGIN_RATE_LIMIT: [
    '{0} was asked too often.',
    'Its guest may be called once in[ {1:seconds}].',
    'Wait[ {2:seconds}] and try again.',
  ],
  SUSPEND_IMAGE_NOT_ACCESSIBLE: [
    'The suspended memory of the VM cannot be read: {0}.',
    'The storage with its suspend image is not attached to the server.',
    'Attach that storage, or reset the power state; the suspended memory is lost then.',
  ],
  SUSPEND_VDI_REPLACEMENT_IS_NOT_IDENTICAL: [
    'The other disk is not a copy of the suspend image.',
    'A suspend image can be replaced only by an identical one.',
    'Choose a copy of the present suspend image.',
  ],
  VM_HAS_NO_SUSPEND_VDI: [
    '{0} has no suspended memory.',
    'Its suspend image is missing, so it cannot be resumed.',
    'Reset its power state and start it anew.',
  ],
  VM_NO_SUSPEND_SR: [
    'There is no storage for the suspended memory of {0}.',
    'Neither the VM nor the pool has a storage repository for suspend images.',
    'Choose a default storage repository for the pool.',
  ],
  SR_SUSPEND_SPACE_INSUFFICIENT: [
    '{0} has too little room for the memory of the VM.',
    'Suspending writes all memory of the VM to this storage.',
    'Free some space there or choose other storage for suspend images.',
  ],
  VM_NO_CRASHDUMP_SR: [
    'There is no storage for crash dumps of {0}.',
    'Neither the VM nor the pool names a storage repository for them.',
    'Choose one in the properties of the pool.',
  ],
  DOMAIN_BUILDER_ERROR: [
    'The VM could not be built[: {2:text}].',
    'The hypervisor failed in {0:text}[ with code {1:text}].',
    'Check the kernel and the memory settings of the VM, then look at the server logs.',
  ],
  DOMAIN_EXISTS: [
    '{0} seems to be running already.',
    'The server still holds a domain for it[, number {1:text}].',
    'Shut the VM down by force, or restart the management service of the server.',
  ],
  BOOTLOADER_FAILED: [
    '{0} could not boot[: {1:text}].',
    'Its boot loader found no system to start.',
    'Check the boot order and the first disk of the VM.',
  ],
  UNKNOWN_BOOTLOADER: [
    '{0} uses a boot loader that is not known[: {1:text}].',
    'The server does not have it.',
    'Change the boot options of the VM.',
  ],
  FAILED_TO_START_EMULATOR: [
    'The device emulator {1:text} of {0} did not start[: {2:text}].',
    'A helper process of the VM failed on the server.',
    'Try again, or start the VM on another server.',
  ],
  CANNOT_RESTART_DEVICE_MODEL: [
    'The device emulator of {0} cannot be restarted.',
    'The VM is in a state in which that is not possible.',
    'Restart the VM instead.',
  ],
  VM_UNSAFE_BOOT: [
    '{0} would boot without the protection it asks for.',
    'Its UEFI settings or certificates do not allow a safe start.',
    'Correct its secure boot settings, then start it.',
  ],
  XEN_INCOMPATIBLE: [
    'The hypervisor does not fit its tools.',
    'The server was updated in part and has not been restarted.',
    'Restart the server.',
  ],
  V6D_FAILURE: [
    'The licence service of the server does not answer.',
    'Without it, the server cannot tell which features it has.',
    'Restart the management service of the server.',
  ],
};
