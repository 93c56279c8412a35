import type { ErrorTexts } from '../error-text';

/** GPUs, USB devices and provisioning services. */
export const deviceErrors: ErrorTexts = {
  GPU_GROUP_CONTAINS_NO_PGPUS: [
    '{0} has no GPU.',
    'The group is empty.',
    'Choose another group, or move a GPU into it.',
  ],
  GPU_GROUP_CONTAINS_PGPU: ['The GPU group still has GPUs.', 'It holds {0+}.', 'Move them to another group first.'],
  GPU_GROUP_CONTAINS_VGPU: ['VMs still use the GPU group.', 'In use are {0+}.', 'Remove them from their VMs first.'],
  PGPU_INSUFFICIENT_CAPACITY_FOR_VGPU: [
    '{0} has no room for another {1}.',
    'The virtual GPUs on it use all of its capacity.',
    'Stop a VM that uses it, or choose another GPU.',
  ],
  PGPU_IN_USE_BY_VM: ['The GPU is in use.', 'VMs run on it: {0+}.', 'Shut them down first.'],
  PGPU_NOT_COMPATIBLE_WITH_GPU_GROUP: [
    'The GPU does not fit into the group.',
    'It is of the type {0:text}; the group holds {1:text}.',
    'Choose a group for GPUs of the same type.',
  ],
  VGPU_TYPE_NOT_SUPPORTED: [
    'The GPU does not support {0}.',
    'It offers other types[: {1+}].',
    'Choose one of these types.',
  ],
  VGPU_TYPE_NOT_ENABLED: [
    '{0} is not enabled on the GPU.',
    'Other types are enabled[: {1+}].',
    'Enable the type on the GPU, or choose another.',
  ],
  VGPU_TYPE_NOT_COMPATIBLE: [
    '{0} cannot be combined with the other virtual GPUs of the VM.',
    'Only certain types work together in one VM.',
    'Choose a type that fits the others.',
  ],
  VGPU_TYPE_NOT_COMPATIBLE_WITH_RUNNING_TYPE: [
    '{0} cannot run {1} now.',
    'Another type runs on it: {2}.',
    'Use another GPU, or stop the VMs that use the other type.',
  ],
  VGPU_TYPE_NO_LONGER_SUPPORTED: [
    '{0} is not supported any more.',
    'The present driver has dropped this type.',
    'Choose another type for the VM.',
  ],
  VGPU_DESTINATION_INCOMPATIBLE: [
    'The VM cannot move to {2} with its virtual GPU[: {0:text}].',
    'The GPU or the driver there does not fit {1}.',
    'Choose a server with the same GPU and driver.',
  ],
  VGPU_GUEST_DRIVER_LIMIT: [
    'The graphics driver in {1} prevents the move[: {0:text}].',
    'It does not support migration to {2}.',
    'Update the driver in the guest.',
  ],
  VGPU_SUSPENSION_NOT_SUPPORTED: [
    'The VM cannot be suspended with its virtual GPU[: {0:text}].',
    'The driver on {2} does not support it for {1}.',
    'Shut the VM down instead.',
  ],
  NVIDIA_TOOLS_ERROR: [
    'The NVIDIA tools on {0} failed.',
    'The driver for virtual GPUs is missing or does not work.',
    'Install the NVIDIA driver on this server again.',
  ],
  NVIDIA_SRIOV_MISCONFIGURED: [
    'The GPU {1:text} of {0} is not set up for SR-IOV.',
    'Its virtual functions are not enabled.',
    'Enable SR-IOV in the firmware and restart the server.',
  ],
  USB_ALREADY_ATTACHED: [
    '{0} is attached to {1}.',
    'A USB device can be used by one VM only.',
    'Detach it there first.',
  ],
  USB_GROUP_CONFLICT: [
    '{0} is assigned to a VM already.',
    'A VM can have a USB group only once.',
    'Choose another USB device.',
  ],
  USB_GROUP_CONTAINS_NO_PUSBS: [
    '{0} has no USB device.',
    'No device of this kind is plugged in.',
    'Plug the device into a server.',
  ],
  USB_GROUP_CONTAINS_PUSB: ['The USB group still has devices.', 'It holds {0+}.', 'Unplug them first.'],
  USB_GROUP_CONTAINS_VUSB: ['VMs still use the USB group.', 'Attached are {0+}.', 'Detach them from their VMs first.'],
  TOO_MANY_VUSBS: [
    'The VM cannot have more USB devices[ than {0:text}].',
    'That is the limit for a VM.',
    'Detach one that is not needed.',
  ],
  PUSB_VDI_CONFLICT: [
    '{0} is in use as storage: {1}.',
    'It cannot be a USB device of a VM at the same time.',
    'Detach that disk first.',
  ],
  PVS_CACHE_STORAGE_ALREADY_PRESENT: [
    '{1} has cache storage for {0} already.',
    'A server has one for each site.',
    'Change the existing one.',
  ],
  PVS_CACHE_STORAGE_IS_IN_USE: [
    '{0} serves running VMs.',
    'Their disks are read through this cache.',
    'Shut them down first.',
  ],
  PVS_PROXY_ALREADY_PRESENT: [
    'The network interface has a provisioning proxy already: {0}.',
    'There can be only one on an interface.',
    'Remove it first.',
  ],
  PVS_PROXY_PRESENT_ON_HIGHER_VIF_DEVICE: [
    'Another interface of the VM has the provisioning proxy[: {0:text}].',
    'The proxy belongs on the first interface.',
    'Remove the other proxy first.',
  ],
  PVS_SERVER_ADDRESS_IN_USE: [
    'A provisioning server with this address exists[: {0:text}].',
    'Each has addresses of its own.',
    'Choose another address.',
  ],
  PVS_SITE_CONTAINS_RUNNING_PROXIES: [
    'The site is in use by running VMs: {0}.',
    'Their disks are streamed from it.',
    'Shut these VMs down first.',
  ],
  PVS_SITE_CONTAINS_SERVERS: [
    'The site still has provisioning servers: {0}.',
    'It must be empty to be removed.',
    'Remove the servers from the site first.',
  ],
  PVS_VIF_MUST_BE_FIRST_DEVICE: [
    'The provisioning proxy needs the first network interface.',
    'Another interface was chosen.',
    'Choose the interface at position 0.',
  ],
};
