import type { ErrorTexts } from '../error-text';

/** Updates, hotfixes and repositories. */
export const updateErrors: ErrorTexts = {
  APPLY_UPDATES_IN_PROGRESS: [
    'Updates are being applied.',
    'The pool is busy with them.',
    'Wait until they are installed.',
  ],
  APPLY_UPDATES_FAILED: [
    'The updates could not be applied: {0}.',
    'The installation failed on the server.',
    'Look at the logs of the server, then try again.',
  ],
  APPLY_GUIDANCE_FAILED: [
    'The follow-up of the update failed on {0}.',
    'A restart of a service or a device did not succeed.',
    'Restart the server to complete the update.',
  ],
  APPLY_LIVEPATCH_FAILED: [
    'The live patch {0:text} could not be applied.',
    'The running software did not accept it.',
    'Restart the server to complete the update.',
  ],
  CONFIGURE_REPOSITORIES_IN_PROGRESS: [
    'The repositories are being changed.',
    'Another session configures them at the moment.',
    'Wait until it is done.',
  ],
  SYNC_UPDATES_IN_PROGRESS: [
    'The pool is fetching updates.',
    'A synchronisation is under way.',
    'Wait until it has finished.',
  ],
  SYNC_BUNDLE_IN_PROGRESS: [
    'An update bundle is being uploaded.',
    'The pool takes one bundle at a time.',
    'Wait until the upload has finished.',
  ],
  GET_UPDATES_IN_PROGRESS: [
    'The list of updates is being made.',
    'Another session has asked for it.',
    'Wait a moment and try again.',
  ],
  GET_UPDATES_FAILED: [
    'The list of updates could not be made.',
    'The repository in the pool is incomplete.',
    'Synchronise the updates again.',
  ],
  GET_HOST_UPDATES_FAILED: [
    'The updates for {0} could not be determined.',
    'The server could not compare what is installed.',
    'Check the server and try again.',
  ],
  CAN_NOT_SYNC_UPDATES: [
    'These repositories cannot be synchronised.',
    'They are set in a combination that does not allow it.',
    'Check which repositories are enabled.',
  ],
  CAN_NOT_PERIODIC_SYNC_UPDATES: [
    'These repositories cannot be synchronised on a schedule.',
    'A bundle is uploaded by hand.',
    'Upload bundles, or use a remote repository.',
  ],
  REPOSYNC_FAILED: [
    'The updates could not be fetched.',
    'The repository cannot be reached or is damaged.',
    'Check its address and the proxy settings.',
  ],
  CREATEREPO_FAILED: [
    'The local repository could not be built.',
    'The downloaded updates are incomplete, or the disk is full.',
    'Free some space on the coordinator and synchronise again.',
  ],
  BUNDLE_REPOSITORY_ALREADY_EXISTS: [
    'There is a bundle repository already: {0}.',
    'A pool has only one.',
    'Use the existing one.',
  ],
  BUNDLE_REPO_NOT_ENABLED: [
    'No bundle repository is enabled.',
    'An uploaded bundle has no place to go.',
    'Enable the bundle repository in the update settings.',
  ],
  BUNDLE_SYNC_FAILED: [
    'The update bundle could not be taken over.',
    'Its contents are damaged or not signed.',
    'Download the bundle again.',
  ],
  BUNDLE_UNPACK_FAILED: [
    'The update bundle could not be unpacked[: {0:text}].',
    'The file is damaged or not a bundle.',
    'Download it again and compare its size.',
  ],
  REPOSITORY_ALREADY_EXISTS: [
    'This repository exists already: {0}.',
    'Another one has the same name or address.',
    'Use the existing one.',
  ],
  REPOSITORY_CLEANUP_FAILED: [
    'Old updates could not be removed.',
    'Files of the repository are locked or damaged.',
    'Restart the management service of the coordinator and try again.',
  ],
  REPOSITORY_IS_IN_USE: [
    'The repository is in use.',
    'It is one of the enabled repositories of the pool.',
    'Disable it first.',
  ],
  REPO_SHOULD_BE_SINGLE_ONE_ENABLED: [
    'Exactly one repository should be enabled.',
    'This kind of repository does not work beside others.',
    'Disable the others.',
  ],
  MULTIPLE_UPDATE_REPOSITORIES_ENABLED: [
    'More than one update repository is enabled.',
    'The pool cannot tell which one to use.',
    'Leave only one enabled.',
  ],
  NO_REPOSITORIES_CONFIGURED: [
    'No repository is set up.',
    'The pool has no source for updates.',
    'Add a repository in the update settings.',
  ],
  NO_REPOSITORY_ENABLED: [
    'No repository is enabled.',
    'Repositories are set up, but none is used.',
    'Enable one in the update settings.',
  ],
  BLOCKED_REPO_URL: [
    'This repository address is not allowed[: {0:text}].',
    'The pool accepts only addresses on its list.',
    'Use an allowed address.',
  ],
  INVALID_BASE_URL: [
    'This is not a valid repository address[: {0:text}].',
    'It should be an http or https address.',
    'Correct the address.',
  ],
  INVALID_GPGKEY_PATH: [
    'The signing key was not found[: {0:text}].',
    'Its path must be a file name on the server.',
    'Correct the name of the key.',
  ],
  INVALID_REPOMD_XML: [
    'The index of the repository cannot be read.',
    'The file repomd.xml is damaged.',
    'Synchronise again, or ask the owner of the repository.',
  ],
  INVALID_UPDATEINFO_XML: [
    'The description of the updates cannot be read.',
    'The file updateinfo.xml is damaged.',
    'Synchronise again, or report it to the owner of the repository.',
  ],
  UPDATEINFO_HASH_MISMATCH: [
    'The updates have changed in the meantime.',
    'The list that was confirmed is not the current one.',
    'Look at the new list of updates and confirm again.',
  ],
  INVALID_REPOSITORY_DOMAIN_ALLOWLIST: [
    'The list of allowed domains is not valid[: {0:text}].',
    'Entries should be domain names.',
    'Correct the list.',
  ],
  INVALID_REPOSITORY_PROXY_CREDENTIAL: [
    'The credentials for the proxy are not complete.',
    'User name and password belong together.',
    'Enter both, or neither.',
  ],
  INVALID_REPOSITORY_PROXY_URL: [
    'This is not a valid proxy address[: {0:text}].',
    'It should be an http or https address without a path.',
    'Correct the address of the proxy.',
  ],
  INVALID_UPDATE_SYNC_DAY: [
    'The day {0:text} does not fit the schedule.',
    'A weekly schedule names a day of the week; a daily one names none.',
    'Choose the day again.',
  ],
  UPDATE_SYNCING_REMOTE_POOL_COORDINATOR_CONNECTION_FAILED: [
    'The other pool could not be reached for updates.',
    'Its coordinator does not answer.',
    'Check the address and the network to that pool.',
  ],
  UPDATE_SYNCING_REMOTE_POOL_COORDINATOR_SERVICE_FAILED: [
    'The other pool could not provide updates.',
    'Its coordinator answered with an error.',
    'Check the credentials and the updates of that pool.',
  ],
  CANNOT_FIND_UPDATE: ['The update was not found.', 'It is not in this pool.', 'Upload it first.'],
  INVALID_UPDATE: [
    'This file is not an update[: {0:text}].',
    'It is damaged or meant for something else.',
    'Download the update again.',
  ],
  UPDATE_ALREADY_APPLIED: ['{0} is installed already.', 'The server has this update.', 'Nothing needs to be done.'],
  UPDATE_ALREADY_APPLIED_IN_POOL: [
    '{0} is installed on all servers.',
    'The whole pool has this update.',
    'Nothing needs to be done.',
  ],
  UPDATE_ALREADY_EXISTS: [
    'The update has been uploaded before[: {0:text}].',
    'The pool has it already.',
    'Apply the update that is there.',
  ],
  UPDATE_APPLY_FAILED: [
    'The update failed[: {0:text}].',
    'Its installation ended with an error.',
    'Read the output and look at the server logs.',
  ],
  UPDATE_IS_APPLIED: [
    'The update is installed and cannot be deleted.',
    'The servers keep what is installed on record.',
    'Nothing needs to be done.',
  ],
  UPDATE_POOL_APPLY_FAILED: [
    'The update failed on some servers: {0}.',
    'The pool is updated in part.',
    'Apply the update to these servers again.',
  ],
  UPDATE_PRECHECK_FAILED_CONFLICT_PRESENT: [
    '{0} conflicts with {1}.',
    'The two updates exclude each other.',
    'Use a newer update that replaces both.',
  ],
  UPDATE_PRECHECK_FAILED_GPGKEY_NOT_IMPORTED: [
    'The signature of {0} cannot be checked.',
    'The signing key is not on the server.',
    'Import the key first.',
  ],
  UPDATE_PRECHECK_FAILED_OUT_OF_SPACE: [
    'There is too little disk space for {0}[: {1:bytes} free, {2:bytes} needed].',
    'The update is unpacked on the server.',
    'Remove old updates and files from the server.',
  ],
  UPDATE_PRECHECK_FAILED_PREREQUISITE_MISSING: [
    '{0} needs another update first[: {1}].',
    'It builds on that update.',
    'Install the other update, then this one.',
  ],
  UPDATE_PRECHECK_FAILED_UNKNOWN_ERROR: [
    'The check before {0} failed[: {1:text}].',
    'The reason is not one that the server knows.',
    'Read the message and look at the server logs.',
  ],
  UPDATE_PRECHECK_FAILED_WRONG_SERVER_VERSION: [
    '{0} is not for this version of the server.',
    'The server has {1:text}; the update needs {2:text}.',
    'Choose the update for the version of the server.',
  ],
  CANNOT_FETCH_PATCH: [
    'The hotfix could not be fetched[ ({0:text})].',
    'The coordinator does not have its file any more.',
    'Upload the hotfix again.',
  ],
  CANNOT_FIND_PATCH: [
    'The hotfix was not found.',
    'Its file is missing on the server.',
    'Upload it to the pool first.',
  ],
  INVALID_PATCH: ['This file is not a hotfix.', 'It is damaged or not signed.', 'Download the hotfix again.'],
  INVALID_PATCH_WITH_LOG: [
    'This file is not a valid hotfix[: {0:text}].',
    'Its check failed.',
    'Read the log, then download the hotfix again.',
  ],
  PATCH_ALREADY_APPLIED: ['{0} is part of this server already.', 'The server has it.', 'Nothing needs to be done.'],
  PATCH_ALREADY_EXISTS: [
    'The hotfix has been uploaded before[ ({0:text})].',
    'The pool has its file.',
    'Apply the hotfix that is there.',
  ],
  PATCH_APPLY_FAILED: [
    'The hotfix failed[: {0:text}].',
    'Its installation ended with an error.',
    'Read the output before trying again.',
  ],
  PATCH_APPLY_FAILED_BACKUP_FILES_EXIST: [
    'Backup files of an earlier hotfix are in the way[: {0:text}].',
    'A former installation did not finish.',
    'Move these files away on the server, then try again.',
  ],
  PATCH_IS_APPLIED: [
    'The hotfix is installed and cannot be deleted.',
    'It is part of the server now.',
    'Its file can be removed from the servers to save space.',
  ],
  PATCH_PRECHECK_FAILED_ISO_MOUNTED: [
    'The tools disc must be ejected before {0}.',
    'VMs have it in their drives.',
    'Eject it in all VMs of the server.',
  ],
  PATCH_PRECHECK_FAILED_OUT_OF_SPACE: [
    'There is too little disk space to install {0}[: {1:bytes} free, {2:bytes} needed].',
    'The hotfix is unpacked on the server.',
    'Remove files of older hotfixes.',
  ],
  PATCH_PRECHECK_FAILED_PREREQUISITE_MISSING: [
    '{0} needs other hotfixes first[: {1:text}].',
    'It builds on them.',
    'Install the others in their order.',
  ],
  PATCH_PRECHECK_FAILED_UNKNOWN_ERROR: [
    '{0} did not pass its check[: {1:text}].',
    'The reason is not one that the server names.',
    'Read the message and collect the server logs.',
  ],
  PATCH_PRECHECK_FAILED_VM_RUNNING: [
    'VMs must be shut down before {0}.',
    'The hotfix cannot be installed while they run on the server.',
    'Move them away or shut them down.',
  ],
  PATCH_PRECHECK_FAILED_WRONG_SERVER_BUILD: [
    '{0} is not for this build.',
    'The server has {1:text}; the hotfix needs {2:text}.',
    'Choose the hotfix for the build of the server.',
  ],
  PATCH_PRECHECK_FAILED_WRONG_SERVER_VERSION: [
    '{0} is not for this version.',
    'The server has {1:text}; the hotfix needs {2:text}.',
    'Choose the hotfix for the version of the server.',
  ],
};
