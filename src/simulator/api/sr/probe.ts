import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { isTrue } from '../vm/vm-facts';
import { need, type Call } from '../world';
import { gapIn, type Gap } from './device-config';
import { knownDriver, type Driver } from './drivers';
import { assertLive } from './live';
import { foundAt, locationOf, type Found } from './storage-network';
import { xmlDocument, type XmlElement } from './xml';

type Config = Readonly<Record<string, string>>;

interface Look {
  readonly driver: Driver;
  readonly gap: Gap | null;
  readonly found: readonly Found[];
}

/** Looks at the storage behind a configuration through a server (xapi_sr.ml probe, sm's probe of each driver). */
function look(call: Call, message: string, host: Ref<'host'>, config: Config, type: string): Look {
  const { uuid } = need(call.db, 'host', host);
  const driver = knownDriver(type);
  assertLive(call.db, host);
  if (driver.features['SR_PROBE'] === undefined) throw new Fault('UNIMPLEMENTED_IN_SM_BACKEND', message);
  const gap = gapIn(call.world, driver, config);
  const found = gap === null ? foundAt(call.world, driver.type, locationOf(driver.type, config, uuid)) : [];
  return { driver, gap, found };
}

function repositoryEntry({ driver, found }: Look, config: Config, withMetadata: boolean): XmlElement[] {
  return found.map((sr): XmlElement => {
    const device = config['device'] ?? `/dev/disk/by-id/scsi-${config['SCSIid'] ?? ''}`;
    const volume: readonly XmlElement[] =
      driver.provisioning === 'thick'
        ? [
            ['Devlist', device],
            ['size', String(sr.physical_size)],
          ]
        : [];
    const metadata: readonly XmlElement[] = withMetadata
      ? [
          ['name_label', sr.name_label],
          ['name_description', sr.name_description],
          ['pool_metadata_detected', String(sr.hasMetadata)],
        ]
      : [];
    return ['SR', [['UUID', sr.uuid], ...volume, ...metadata]];
  });
}

/** Versions of NFS that servers speak; listed when `probeversion` asks for them (sm nfs.py scan_srlist). */
const NFS_VERSIONS: readonly string[] = ['3', '4', '4.1'];

function statOf(sr: Found): Records['sr_stat'] {
  const { uuid, name_label, name_description, physical_size: total_space, usedBytes } = sr;
  const free_space = Math.max(0, total_space - usedBytes);
  return { uuid, name_label, name_description, free_space, total_space, clustered: false, health: 'healthy' };
}

define({
  'SR.probe': (call, host, config, type, sm_config) => {
    const seen = look(call, 'SR.probe', host, config, type);
    if (seen.gap !== null) throw seen.gap.fault;
    const entries = repositoryEntry(seen, config, isTrue(sm_config['metadata']));
    if (seen.driver.type === 'nfs' && config['probeversion'] !== undefined) {
      entries.push(['SupportedVersions', NFS_VERSIONS.map((version): XmlElement => ['Version', version])]);
    }
    return xmlDocument(['SRlist', entries]);
  },
  'SR.probe_ext': (call, host, config, type) => {
    const { gap, found } = look(call, 'SR.probe_ext', host, config, type);
    const result = (values: Partial<Records['probe_result']>): Records['probe_result'] => ({
      configuration: config,
      complete: gap === null,
      sr: undefined,
      extra_info: {},
      ...values,
    });
    if (gap !== null) {
      if (gap.choices.length === 0) throw gap.fault;
      return gap.choices.map(({ value, about }) =>
        result({ configuration: { ...config, ...value }, extra_info: about }),
      );
    }
    return found.length === 0 ? [result({})] : found.map((sr) => result({ sr: statOf(sr) }));
  },
});
