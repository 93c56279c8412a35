import type { ErrorTexts } from '../error-text';

/** Servers of a pool, their state and maintenance, and joining a pool. */
export const hostErrors: ErrorTexts = {
  HOST_IS_SLAVE: [
    'This server is a member of a pool and not its coordinator.',
    'Only the coordinator of a pool takes calls[; it is at {0:text}].',
    'Connect to the coordinator[ at {0:text}].',
  ],
  HOST_STILL_BOOTING: [
    'The server is still starting.',
    'Its management service is not ready yet.',
    'Wait a minute. Xenia tries again by itself.',
  ],
  HOST_IN_EMERGENCY_MODE: [
    'The server is in emergency mode.',
    'It cannot reach the coordinator of its pool.',
    'Bring the coordinator back, or make another server the coordinator.',
  ],
  NOT_IN_EMERGENCY_MODE: [
    'The server is not in emergency mode.',
    'The operation is meant for servers that have lost their coordinator.',
    'Use the ordinary operation of the pool.',
  ],
  HOST_BROKEN: [
    'The server is in a broken state.',
    'An earlier failure left it half configured.',
    'Restart its management service. Reinstall the server if that does not help.',
  ],
  HOST_DISABLED: [
    '{0} is in maintenance mode.',
    'No VM can start on it while it is disabled.',
    'Take it out of maintenance mode, or choose another server.',
  ],
  HOST_DISABLED_INDEFINITELY: [
    '{0} stays in maintenance mode until it is enabled.',
    'Somebody disabled it on purpose, beyond a restart.',
    'Enable it when the work on it is done.',
  ],
  HOST_DISABLED_UNTIL_REBOOT: [
    '{0} stays disabled until it restarts.',
    'A change on it takes effect only then.',
    'Restart the server.',
  ],
  HOST_NOT_DISABLED: [
    'The server is not in maintenance mode.',
    'It must be empty and disabled for this.',
    'Put it into maintenance mode first.',
  ],
  HOST_NOT_LIVE: [
    'The server is not running.',
    'The pool has no sign of life from it.',
    'Power it on and wait until it is back.',
  ],
  HOST_OFFLINE: [
    '{0} cannot be reached.',
    'It is switched off or cut off from the network.',
    'Check its power and its network, then try again.',
  ],
  HOST_IS_LIVE: [
    '{0} is running.',
    'The operation is meant for a server that is off.',
    'Nothing needs to be done, or shut it down first.',
  ],
  HOST_IN_USE: [
    '{0} is still in use by {2}.',
    'The server cannot be removed while something depends on it.',
    'Move or remove what uses it first.',
  ],
  HOST_HAS_RESIDENT_VMS: [
    'VMs are still running on {0}.',
    'The operation needs an empty server.',
    'Move them away or shut them down.',
  ],
  HOST_EVACUATE_IN_PROGRESS: [
    '{0} is being evacuated.',
    'Its VMs are moving away, so none can be started there.',
    'Choose another server, or wait.',
  ],
  HOST_EVACUATION_IS_REQUIRED: [
    '{0} must be evacuated first.',
    'The update needs a server without running VMs.',
    'Put it into maintenance mode.',
  ],
  HOST_EVACUATE_VM_NOT_HA_PROTECTED: [
    '{0} is not protected, so it would have to shut down.',
    'The server cannot be evacuated without it, and it cannot be moved.',
    'Shut this VM down by hand, then evacuate.',
  ],
  CANNOT_EVACUATE_HOST: [
    'The server cannot be evacuated.',
    'Some of its VMs cannot be moved[: {0:text}].',
    'Shut these VMs down or remove what ties them, then try again.',
  ],
  HOST_CANNOT_DESTROY_SELF: [
    '{0} cannot remove itself from the pool.',
    'It is the server that carries out the request.',
    'Make another server the coordinator first.',
  ],
  HOST_CANNOT_READ_METRICS: [
    'The measurements of the server cannot be read.',
    'Its statistics service does not answer.',
    'Restart the management service of the server.',
  ],
  HOST_DRIVER_NO_HARDWARE: [
    'The server has no hardware for {0}.',
    'This driver variant fits devices that are not in the server.',
    'Choose another variant.',
  ],
  HOST_ITS_OWN_SLAVE: [
    'A server cannot be a member of itself.',
    'It was told to follow its own address.',
    'Give the address of another server as coordinator.',
  ],
  HOST_MASTER_CANNOT_TALK_BACK: [
    'The coordinator cannot reach this server[ at {0:text}].',
    'A firewall or a wrong address stands in the way.',
    'Check the management network between the two.',
  ],
  HOST_NAME_INVALID: [
    'This host name cannot be used[: {0:text}].',
    'Host names have letters, digits and hyphens.',
    'Choose another host name.',
  ],
  HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY: [
    '{0} has work left from its last update.',
    'It cannot be enabled before that is done.',
    'Carry out the pending tasks, such as a restart.',
  ],
  HOST_POWER_ON_MODE_DISABLED: [
    'The server cannot be powered on from afar.',
    'No power-on method is set for it.',
    'Choose one in its properties, such as Wake-on-LAN.',
  ],
  HOST_UNKNOWN_TO_MASTER: [
    'The coordinator does not know {0}.',
    'The server was removed from the pool, or belongs to another one.',
    'Join it to the pool again.',
  ],
  HOST_XAPI_VERSION_HIGHER_THAN_COORDINATOR: [
    'The server is newer than the coordinator[: {0:text}].',
    'The coordinator of a pool must be updated first.',
    'Update the coordinator, then restart this server.',
  ],
  CANNOT_CONTACT_HOST: [
    '{0} does not answer.',
    'It is off, restarting, or cut off from the network.',
    'Check the server and its management network.',
  ],
  CPU_FEATURE_MASKING_NOT_SUPPORTED: [
    'The CPU features of this server cannot be masked[: {0:text}].',
    'Its CPU does not support it.',
    'Use servers with equal CPUs.',
  ],
  INVALID_FEATURE_STRING: [
    'This is not a valid set of CPU features[: {0:text}].',
    'It should be four groups of eight hexadecimal digits.',
    'Correct it.',
  ],
  INVALID_NTP_CONFIG: [
    'The time server settings are not valid[: {0:text}].',
    'A time server is missing or mistyped.',
    'Correct the list of time servers.',
  ],
  NOT_ALLOWED_WHEN_NTP_IS_ENABLED: [
    'The clock of {0} is set by time servers.',
    'It cannot be set by hand at the same time.',
    'Switch NTP off first, or leave the clock to it.',
  ],
  ENABLE_SSH_FAILED: [
    'SSH could not be enabled on {0}.',
    'The service on the server did not start.',
    'Look at the server logs and try again.',
  ],
  ENABLE_SSH_PARTIALLY_FAILED: [
    'SSH was not enabled on some servers: {0}.',
    'They could not be reached or failed.',
    'Check these servers and try again.',
  ],
  DISABLE_SSH_FAILED: [
    'SSH could not be disabled on {0}.',
    'The service on the server did not stop.',
    'Look at the server logs and try again.',
  ],
  DISABLE_SSH_PARTIALLY_FAILED: [
    'SSH was not disabled on some servers: {0}.',
    'They could not be reached or failed.',
    'Check these servers. They may still accept logins by SSH.',
  ],
  SET_SSH_TIMEOUT_PARTIALLY_FAILED: [
    'The time limit for SSH was not set on some servers: {0}.',
    'They could not be reached or failed.',
    'Check these servers and set it again.',
  ],
  SET_SSH_AUTO_MODE_PARTIALLY_FAILED: [
    'The automatic mode of SSH was not set on some servers: {0}.',
    'They could not be reached or failed.',
    'Check these servers and set the mode again.',
  ],
  SET_CONSOLE_TIMEOUT_PARTIALLY_FAILED: [
    'The time limit of the console was not set on some servers: {0}.',
    'They could not be reached or failed.',
    'Check these servers and set the limit again.',
  ],
  TELEMETRY_NEXT_COLLECTION_TOO_LATE: [
    'The next collection of telemetry would be too late[: {0:text}].',
    'It must lie within the chosen interval.',
    'Choose an earlier time.',
  ],
  DUMP_NOT_SENT: [
    'The crash dump did not get to {0:text}.',
    'The server that has it does not find the address, or is not let in there[: {1:text}].',
    'Check the address, and that the server itself reaches it: it sends the dump, not this page.',
  ],
  ILLEGAL_IN_FIPS_MODE: [
    'This is not allowed in FIPS mode.',
    'The operation uses cryptography outside of that standard.',
    'Use an allowed alternative.',
  ],
  DESIGNATE_NEW_MASTER_IN_PROGRESS: [
    'Another server is becoming the coordinator.',
    'The pool is busy with the change.',
    'Wait until it is done, then connect to the new coordinator.',
  ],
  HOSTS_NOT_COMPATIBLE: [
    'The servers do not fit together.',
    'Their CPUs or versions are too different.',
    'Use servers of the same kind and version.',
  ],
  HOSTS_NOT_HOMOGENEOUS: [
    'The servers differ too much for one pool[: {0:text}].',
    'Their CPUs, versions or updates are not the same.',
    'Bring them to the same level. Different CPUs can often be masked.',
  ],
  JOINING_HOST_CONNECTION_FAILED: [
    'The pool could not be reached by the server that joins.',
    'The address is wrong, or a firewall stands in the way.',
    'Check the address of the coordinator and the network.',
  ],
  JOINING_HOST_SERVICE_FAILED: [
    'The coordinator did not answer the server that joins.',
    'Its management service failed.',
    'Check the coordinator and try again.',
  ],
  JOINING_HOST_CANNOT_BE_MASTER_OF_OTHER_HOSTS: [
    'The server that joins is the coordinator of a pool.',
    'It still has members.',
    'Take its members out of the pool first.',
  ],
  JOINING_HOST_CANNOT_CONTAIN_SHARED_SRS: [
    'The server that joins has shared storage.',
    'Shared storage belongs to the pool.',
    'Detach its shared storage, join, and attach it to the pool.',
  ],
  JOINING_HOST_CANNOT_HAVE_RUNNING_VMS: [
    'VMs are running on the server that joins.',
    'It must be at rest to join.',
    'Shut them down first.',
  ],
  JOINING_HOST_CANNOT_HAVE_RUNNING_OR_SUSPENDED_VMS: [
    'The server that joins has running or suspended VMs.',
    'All of its VMs must be shut down to join.',
    'Shut them down, also the suspended ones.',
  ],
  JOINING_HOST_CANNOT_HAVE_VMS_WITH_CURRENT_OPERATIONS: [
    'VMs of the server that joins are busy.',
    'Operations are under way on them.',
    'Wait until these have finished.',
  ],
  POOL_JOINING_EXTERNAL_AUTH_MISMATCH: [
    'The server and the pool use different directories.',
    'All servers of a pool are in the same domain.',
    'Let the server join the domain of the pool, or leave its own.',
  ],
  POOL_JOINING_HOST_CA_CERTIFICATES_CONFLICT: [
    'The server and the pool have different certificates of the same name.',
    'Certificate authorities must not contradict each other.',
    'Remove or rename the certificate on one side.',
  ],
  POOL_JOINING_HOST_TRUSTED_CERTIFICATES_CONFLICT: [
    'A trusted certificate of the server conflicts with one of the pool.',
    'In the pool it is {0}, on the server {1}.',
    'Remove one of the two.',
  ],
  POOL_JOINING_HOST_TLS_VERIFICATION_MISMATCH: [
    'Certificates are checked on one side only.',
    'The server and the pool must agree about verification.',
    'Enable certificate verification on both.',
  ],
  POOL_JOINING_MASTER_CERTIFICATE_NOT_IN_POOL_BUNDLE: [
    'The certificate of the coordinator could not be checked[ ({0:text})].',
    'It is not among the certificates that the pool sent.',
    'Refresh the certificates of the pool and try again.',
  ],
  POOL_JOINING_POOL_BUNDLE_EMPTY_AFTER_IMPORT: [
    'The pool sent no certificates[ ({0:text})].',
    'The list of trusted certificates is empty after the exchange.',
    'Refresh the certificates of the pool, then join again.',
  ],
  POOL_JOINING_HOST_HAS_BONDS: [
    'The server that joins has network bonds.',
    'Bonds are set up by the pool.',
    'Remove its bonds first; the pool creates them again.',
  ],
  POOL_JOINING_HOST_HAS_NETWORK_SRIOVS: [
    'The server that joins has SR-IOV networks.',
    'SR-IOV is set up by the pool.',
    'Remove its SR-IOV networks first.',
  ],
  POOL_JOINING_HOST_HAS_NON_MANAGEMENT_VLANS: [
    'The server that joins has VLANs.',
    'Apart from the one for management, VLANs are set up by the pool.',
    'Remove its other VLANs first.',
  ],
  POOL_JOINING_HOST_HAS_TUNNELS: [
    'The server that joins has tunnels.',
    'Tunnels are set up by the pool.',
    'Remove its tunnels first.',
  ],
  POOL_JOINING_HOST_MANAGEMENT_VLAN_DOES_NOT_MATCH: [
    'The server manages over another VLAN than the pool[: {0:text} against {1:text}].',
    'All servers of a pool use the same management VLAN.',
    'Change the management VLAN of the server.',
  ],
  POOL_JOINING_HOST_MUST_HAVE_ONLY_ONE_IP_ON_CLUSTERING_NETWORK: [
    'The server has more than one address on the cluster network.',
    'The cluster needs exactly one.',
    'Remove the other addresses.',
  ],
  POOL_JOINING_HOST_MUST_HAVE_PHYSICAL_MANAGEMENT_NIC: [
    'The server is not managed over a network card of its own.',
    'A server that joins needs a physical management interface.',
    'Move management to a physical interface.',
  ],
  POOL_JOINING_HOST_MUST_ONLY_HAVE_PHYSICAL_PIFS: [
    'The server that joins has bonds, VLANs or tunnels.',
    'It may bring physical interfaces only.',
    'Remove the others first.',
  ],
  POOL_JOINING_HOST_MUST_HAVE_SAME_API_VERSION: [
    'The server speaks another version of the API than the pool.',
    'The server has {0:text}, the coordinator {1:text}.',
    'Bring both to the same version.',
  ],
  POOL_JOINING_HOST_MUST_HAVE_SAME_DB_SCHEMA: [
    'The server has another database version than the pool.',
    'The server has {0:text}, the coordinator {1:text}.',
    'Install the same updates on both.',
  ],
  POOL_JOINING_HOST_MUST_HAVE_SAME_PRODUCT_VERSION: [
    'The server runs another product version than the pool.',
    'All servers of a pool run the same version.',
    'Update the older one.',
  ],
  POOL_JOINING_POOL_CANNOT_ENABLE_CLUSTERING_ON_VLAN_NETWORK: [
    'The cluster of the pool uses a VLAN that the server cannot join[: {0:text}].',
    'A server that joins has no VLAN for it yet.',
    'Run the cluster over a network without VLAN.',
  ],
  POOL_JOINING_SM_FEATURES_INCOMPATIBLE: [
    'The storage drivers of the server do not fit those of the pool.',
    'The driver {1} lacks features of {0}.',
    'Install the same storage drivers on both.',
  ],
  NOT_SUPPORTED_DURING_UPGRADE: [
    'This is not possible while the pool is being upgraded.',
    'Servers of two versions work together at the moment.',
    'Finish the upgrade of all servers first.',
  ],
};
