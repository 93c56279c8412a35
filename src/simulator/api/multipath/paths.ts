import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Transport } from '../../physics/multipath/failover';
import { allPaths, type Path } from '../../physics/multipath/paths';
import { PROFILES, type MultipathProfile } from '../../physics/multipath/profiles';

/**
 * The key of `PBD.other_config` by which paths of a server to a LUN are lost: `nic0`, `nic1`, `controller0` or
 * `controller1`, several with commas between. Two of each make four paths (assumption).
 */
export const FAILED_KEY = 'failed-paths';

/**
 * The key of `PBD.other_config` that says how a server treats the array: the name of a profile, as `multipath.conf` of
 * the server would have it. XenAPI has no word for that file.
 */
export const PROFILE_KEY = 'multipath-profile';

/** Without a name the array is seen for what it is. */
export function profileNamed(name: string): MultipathProfile {
  return Object.hasOwn(PROFILES, name) ? PROFILES[name as keyof typeof PROFILES] : PROFILES.alua;
}

export const NICS = 2;
const CONTROLLERS = 2;

/** Repositories that multipathd has LUNs of (sm, mpathcount.py), and over what. */
const TRANSPORTS: Readonly<Record<string, Transport>> = {
  iscsi: 'iscsi',
  lvmoiscsi: 'iscsi',
  gfs2: 'iscsi',
  rawhba: 'fc',
  lvmohba: 'fc',
};

export function transportOf({ type }: Records['SR']): Transport | undefined {
  return Object.hasOwn(TRANSPORTS, type) ? TRANSPORTS[type] : undefined;
}

/** All paths of a server to a LUN, those named being down. */
export function pathsOf(failed: string): readonly Path[] {
  const down = new Set(failed.split(',').map((name) => name.trim()));
  return allPaths(
    NICS,
    CONTROLLERS,
    ({ nic, controller }) => !down.has(`nic${nic}`) && !down.has(`controller${controller}`),
  );
}

/** The LUN of a repository (mpathcount.py get_SCSIidlist). */
export function scsiIdOf(sr: Records['SR'], pbd: Records['PBD']): string | undefined {
  return sr.sm_config['SCSIid'] ?? pbd.device_config['SCSIid'];
}
