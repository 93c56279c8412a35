import type { ErrorTexts } from '../error-text';

/** High availability, clusters, workload balancing and disaster recovery. */
export const availabilityErrors: ErrorTexts = {
  HA_IS_ENABLED: [
    'High availability is on, which prevents this.',
    'The operation could make the pool restart or stop servers.',
    'Switch high availability off first, and on again afterwards.',
  ],
  HA_NOT_ENABLED: [
    'High availability is off.',
    'The operation needs it to be on.',
    'Switch high availability on first.',
  ],
  HA_ENABLE_IN_PROGRESS: [
    'High availability is being switched on.',
    'The pool is busy with the change.',
    'Wait until it is done.',
  ],
  HA_DISABLE_IN_PROGRESS: [
    'High availability is being switched off.',
    'All servers must agree before it is done.',
    'Wait a moment and try again.',
  ],
  HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN: [
    'Then not all protected VMs could be restarted after a failure.',
    'The pool keeps room for the number of server failures that it promises to survive.',
    'Free some memory, protect fewer VMs, or lower the number of failures to tolerate.',
  ],
  HA_NO_PLAN: [
    'There is no plan for restarting the protected VMs.',
    'The servers that are left would not have enough room.',
    'Protect fewer VMs or add memory.',
  ],
  HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED: [
    'A protected VM cannot use {0}, which is not shared.',
    'Other servers could not reach its disks after a failure.',
    'Move the disks to shared storage, or remove the protection.',
  ],
  HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED: [
    'A protected VM cannot use {0}, which not all servers have.',
    'It would lose its network after a restart elsewhere.',
    'Connect all servers to the network, or remove the protection.',
  ],
  HA_TOO_FEW_HOSTS: [
    'High availability needs more servers.',
    'With fewer than three, servers cannot tell who has failed.',
    'Add a server to the pool.',
  ],
  HA_HOST_CANNOT_ACCESS_STATEFILE: [
    'A server cannot reach the heartbeat storage.',
    'It needs the state file on shared storage.',
    'Repair the connection to that storage.',
  ],
  HA_LOST_STATEFILE: [
    'The heartbeat storage was lost.',
    'The state file on shared storage cannot be written any more.',
    'Repair the storage. The servers rely on the network until then.',
  ],
  HA_HOST_CANNOT_SEE_PEERS: [
    '{0} cannot see all other servers.',
    'The heartbeat network lets it reach only some of them[: {2:text} of {1:text}].',
    'Check the management network of the pool.',
  ],
  HA_HOST_IS_ARMED: [
    'High availability is active on {0}.',
    'The operation is possible only when it is not.',
    'Switch high availability off on this server first.',
  ],
  HA_NOT_INSTALLED: [
    '{0} lacks the software for high availability.',
    'It is not part of the installation.',
    'Install it on all servers of the pool.',
  ],
  HA_SHOULD_BE_FENCED: [
    '{0} must restart before it can take part again.',
    'The other servers consider it failed.',
    'Restart it.',
  ],
  HA_FAILED_TO_FORM_LIVESET: [
    'The servers could not agree who is alive.',
    'Heartbeats over network or storage did not arrive in time.',
    'Check the management network and the heartbeat storage, then try again.',
  ],
  HA_HEARTBEAT_DAEMON_STARTUP_FAILED: [
    'The heartbeat service did not start.',
    'It failed on one of the servers.',
    'Look at the logs of that server and try again.',
  ],
  HA_ABORT_NEW_MASTER: [
    'No new coordinator was chosen[: {0:text}].',
    'The change was called off because a server objected.',
    'Resolve what the message names, then try again.',
  ],
  HA_CANNOT_CHANGE_BOND_STATUS_OF_MGMT_IFACE: [
    'The management interface cannot be bonded while high availability is on.',
    'Heartbeats would be interrupted.',
    'Switch high availability off, change the bond, and switch it on again.',
  ],
  HA_POOL_IS_ENABLED_BUT_HOST_IS_DISABLED: [
    'High availability is on in the pool but not on this server.',
    'The server could not take part when it started.',
    'Check its heartbeat storage and network, then restart its management service.',
  ],
  CANNOT_CREATE_STATE_FILE: [
    'The heartbeat file could not be created.',
    'The chosen storage is full or cannot hold it.',
    'Free some space there or choose other shared storage.',
  ],
  CANNOT_FIND_STATE_PARTITION: [
    'The partition with the state of the server was not found.',
    'The disk layout is not what the server expects.',
    'Check the disk, or reinstall the server.',
  ],
  INCOMPATIBLE_STATEFILE_SR: [
    'Storage of the type {0:text} cannot hold the heartbeat.',
    'The cluster of the pool needs another type.',
    'Choose other shared storage.',
  ],
  REDO_LOG_IS_ENABLED: [
    'The metadata of the pool is being recorded, which prevents this.',
    'A redo log on shared storage is active.',
    'Switch it off first.',
  ],
  CANNOT_ENABLE_REDO_LOG: [
    'The metadata of the pool cannot be recorded[: {0:text}].',
    'The storage did not take the redo log.',
    'Check that storage and try again.',
  ],
  NO_MORE_REDO_LOGS_ALLOWED: [
    'No more redo logs can be active.',
    'The pool has reached their number.',
    'Switch one of them off first.',
  ],
  CANNOT_DESTROY_DISASTER_RECOVERY_TASK: [
    'The recovery cannot be closed[: {0:text}].',
    'Something that it introduced is still in use.',
    'Stop what uses its storage, then try again.',
  ],
  COULD_NOT_IMPORT_DATABASE: [
    'The database could not be taken over[: {0:text}].',
    'It is damaged or of another version.',
    'Check the file, or use another backup.',
  ],
  BACKUP_SCRIPT_FAILED: [
    'The backup of the server failed[: {0:text}].',
    'Its backup script ended with an error.',
    'Read the message and try again.',
  ],
  RESTORE_SCRIPT_FAILED: [
    'The server could not be restored[: {0:text}].',
    'Its restore script ended with an error.',
    'Read the message before trying again.',
  ],
  RESTORE_INCOMPATIBLE_VERSION: [
    'The backup is of another version.',
    'It cannot be restored on this server.',
    'Install the version of the backup first.',
  ],
  RESTORE_TARGET_MGMT_IF_NOT_IN_BACKUP: [
    'The management interface is not in the backup.',
    'After the restore the server could not be reached.',
    'Use a backup of this server, or change its management interface first.',
  ],
  RESTORE_TARGET_MISSING_DEVICE: [
    'The server lacks a device of the backup[: {0:text}].',
    'It has other network cards than the one that was backed up.',
    'Restore on the same hardware.',
  ],
  CANNOT_FIND_OEM_BACKUP_PARTITION: [
    'The backup partition was not found.',
    'The server has none, or its disk has changed.',
    'Restore from a backup file instead.',
  ],
  CLUSTERED_SR_DEGRADED: [
    'The cluster of {0} has lost members.',
    'Its storage is not safe to change in this state.',
    'Bring the missing servers back.',
  ],
  CLUSTERING_DISABLED: [
    'Clustering is off: {0}.',
    'The operation needs the server to be in its cluster.',
    'Enable clustering on that server.',
  ],
  CLUSTERING_ENABLED: [
    'Clustering is on: {0}.',
    'The operation needs the server to be out of its cluster.',
    'Disable clustering on that server first.',
  ],
  CLUSTER_ALREADY_EXISTS: ['The pool has a cluster already.', 'There can be only one.', 'Use the existing cluster.'],
  CLUSTER_CREATE_IN_PROGRESS: ['A cluster is being created.', 'The pool is busy with it.', 'Wait until it is done.'],
  CLUSTER_DOES_NOT_HAVE_ONE_NODE: [
    'The cluster has {0:text} members where one was expected.',
    'The operation is for a cluster with a single server.',
    'Remove the other members first.',
  ],
  CLUSTER_FORCE_DESTROY_FAILED: [
    '{0} could not be removed by force.',
    'Some servers did not take part.',
    'Bring them back or remove them from the pool, then try again.',
  ],
  CLUSTER_HOST_IS_LAST: [
    '{0} is the last member of its cluster.',
    'A cluster cannot be empty.',
    'Destroy the cluster instead.',
  ],
  CLUSTER_HOST_NOT_JOINED: [
    '{0} has not joined the cluster.',
    'The server could not take part when it was asked to.',
    'Check the cluster network of that server.',
  ],
  CLUSTER_STACK_IN_USE: [
    'The cluster software {0:text} is in use.',
    'High availability or storage relies on it.',
    'Switch off what uses it first.',
  ],
  CLUSTER_HAS_NO_CERTIFICATE: [
    'The cluster has no certificate.',
    'Its members cannot recognise each other safely.',
    'Refresh the certificates of the pool.',
  ],
  INCOMPATIBLE_CLUSTER_STACK_ACTIVE: [
    'Other cluster software is active[: {0:text}].',
    'The two exclude each other.',
    'Switch off what uses the other one first.',
  ],
  INVALID_CLUSTER_STACK: [
    'The cluster software {0:text} is not known.',
    'The server does not offer it.',
    'Choose one that the server offers.',
  ],
  NO_CLUSTER_HOSTS_REACHABLE: [
    'No member of {0} can be reached.',
    'All of them are off or cut off.',
    'Check the cluster network.',
  ],
  NO_COMPATIBLE_CLUSTER_HOST: [
    '{0} is in no cluster that fits.',
    'The storage needs a cluster that this server is not a member of.',
    'Enable clustering on that server first.',
  ],
  WLB_NOT_INITIALIZED: [
    'Workload balancing is not set up.',
    'The pool is not connected to a balancing server.',
    'Connect it to one first.',
  ],
  WLB_DISABLED: [
    'Workload balancing is paused.',
    'The pool is connected to a balancing server but does not use it.',
    'Resume workload balancing.',
  ],
  WLB_AUTHENTICATION_FAILED: [
    'The balancing server did not accept the password.',
    'The user name or the password is not correct.',
    'Enter them again.',
  ],
  WLB_CONNECTION_REFUSED: [
    'The balancing server refused the connection.',
    'It is not running, or a firewall stands in the way.',
    'Check the balancing server and its port.',
  ],
  WLB_CONNECTION_RESET: [
    'The balancing server broke off the connection.',
    'It failed or was restarted.',
    'Try again in a moment.',
  ],
  WLB_INTERNAL_ERROR: [
    'The balancing server ran into an unexpected problem.',
    'Something went wrong inside it.',
    'Look at its logs.',
  ],
  WLB_MALFORMED_REQUEST: [
    'The balancing server did not understand the request.',
    'It is of another version than the pool expects.',
    'Update the balancing server.',
  ],
  WLB_MALFORMED_RESPONSE: [
    'The balancing server gave an answer that makes no sense[: {1:text}].',
    'Its version does not fit the pool.',
    'Update the balancing server, then reconnect.',
  ],
  WLB_TIMEOUT: [
    'The balancing server did not answer in time[ ({0:seconds})].',
    'It is busy or hard to reach.',
    'Try again later.',
  ],
  WLB_UNKNOWN_HOST: [
    'The balancing server was not found.',
    'Its name is unknown to the DNS servers of the pool.',
    'Check the name.',
  ],
  WLB_URL_INVALID: [
    'This is not a valid address for a balancing server[: {0:text}].',
    'It should be a name and a port.',
    'Correct the address.',
  ],
  WLB_XENSERVER_AUTHENTICATION_FAILED: [
    'The balancing server could not log in to the pool.',
    'The user name or the password for the pool is not correct.',
    'Enter the credentials of the pool again.',
  ],
  WLB_XENSERVER_CONNECTION_REFUSED: [
    'The pool refused the connection from the balancing server.',
    'A firewall stands between the two.',
    'Let the balancing server reach the coordinator.',
  ],
  WLB_XENSERVER_MALFORMED_RESPONSE: [
    'The balancing server did not understand the pool.',
    'Their versions do not fit.',
    'Update the older of the two.',
  ],
  WLB_XENSERVER_TIMEOUT: [
    'The pool did not answer the balancing server in time.',
    'The coordinator is busy or hard to reach.',
    'Try again when the pool is less busy.',
  ],
  WLB_XENSERVER_UNKNOWN_HOST: [
    'The balancing server could not find the pool.',
    'Its DNS servers do not know the coordinator.',
    'Give the address of the coordinator instead of its name.',
  ],
};
