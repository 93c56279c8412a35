import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { nameOf, objectTexts, only, row, rows, srHost, srStatus, vdiStatus } from '../../objects';
import { compareNatural, formatBytes, formatCount, formatUsage, parseTime } from '../../values';
import { linkTo } from '../context';
import type { GeneralContext } from '../context';
import { SectionBuilder } from '../section';
import type { Section, Value } from '../section';
import { texts } from '../texts';
import { customFieldSection, describe } from './common';
import { pathRows } from './multipath';
import { statusValue } from './status-value';

export function srSections(context: GeneralContext, ref: Ref<'SR'>): readonly (Section | null)[] {
  const { inventory } = context;
  const sr = row(inventory, 'SR', ref);
  if (!sr) return [];
  const pool = only(inventory, 'pool');
  const host = srHost(inventory, sr);
  return [
    describe(new SectionBuilder('general'), sr)
      .value('state', statusValue(srStatus(inventory, ref, sr)))
      .text('type', objectTexts.srTypes[sr.type] ?? sr.type)
      .text('contentType', sr.content_type)
      .value('size', sizeOf(sr))
      .text('allocated', sr.virtual_allocation >= 0 ? formatBytes(sr.virtual_allocation) : null)
      .text('diskCount', formatCount(sr.VDIs.length))
      .yesNo('shared', sr.shared)
      .links('belongsTo', [host === null ? linkTo(context, 'pool', pool?.[0]) : linkTo(context, 'host', host)])
      .code('scsiId', scsiId(context, sr))
      .code('uuid', sr.uuid)
      .build(),
    customFieldSection(sr),
    connectionSection(context, sr),
    new SectionBuilder('multipathing')
      .rowsOf(
        sr.PBDs.flatMap((pbd) =>
          pathRows(inventory, pbd, nameOf(inventory, 'host', row(inventory, 'PBD', pbd)?.host ?? '') ?? ''),
        ),
      )
      .build(),
    deviceSection(context, sr),
  ];
}

function sizeOf(sr: Records['SR']): Value | null {
  if (sr.physical_size <= 0) return null;
  const used = Math.max(0, sr.physical_utilisation);
  const share = used / sr.physical_size;
  const tone = share >= 0.95 ? 'danger' : share >= 0.85 ? 'warning' : 'accent';
  return {
    kind: 'meter',
    max: sr.physical_size,
    parts: [{ label: texts.used(formatBytes(used)), value: used, tone }],
    text: formatUsage(used, sr.physical_size),
  };
}

function scsiId(context: GeneralContext, sr: Records['SR']): string | null {
  for (const ref of sr.PBDs) {
    const id = row(context.inventory, 'PBD', ref)?.device_config['SCSIid'];
    if (id !== undefined && id !== '') return id;
  }
  return null;
}

/** Whether each server reaches the storage; servers without a PBD count as not connected when it is shared. */
function connectionSection(context: GeneralContext, sr: Records['SR']): Section | null {
  const { inventory } = context;
  const section = new SectionBuilder('connections');
  const byHost = new Map(
    sr.PBDs.map((ref) => row(inventory, 'PBD', ref)).map((pbd) => [pbd?.host ?? '', pbd] as const),
  );
  const hosts = sr.shared ? [...rows(inventory, 'host').keys()] : [...byHost.keys()];
  const named = hosts
    .map((host) => ({ host, name: nameOf(inventory, 'host', host) }))
    .filter((each) => each.name !== undefined);
  named.sort((a, b) => compareNatural(a.name ?? '', b.name ?? ''));
  for (const { host, name } of named) {
    const pbd = byHost.get(host);
    const value: Value = pbd?.currently_attached
      ? { kind: 'status', tone: 'ok', text: texts.connected }
      : { kind: 'status', tone: 'danger', text: pbd ? texts.disconnected : texts.neverConnected };
    section.named(`host ${host}`, name ?? '', value);
  }
  return section.build();
}

/** How the storage is reached: the device configuration of its first PBD, without what is secret. */
function deviceSection(context: GeneralContext, sr: Records['SR']): Section | null {
  const section = new SectionBuilder('device');
  const [first] = sr.PBDs;
  const config = first === undefined ? undefined : row(context.inventory, 'PBD', first)?.device_config;
  for (const [key, text] of Object.entries(config ?? {})) {
    if (/password|secret/i.test(key) || text === '') continue;
    section.named(`device ${key}`, key, { kind: 'text', text, monospace: true });
  }
  return section.build();
}

export function vdiSections(context: GeneralContext, ref: Ref<'VDI'>): readonly (Section | null)[] {
  const { inventory } = context;
  const vdi = row(inventory, 'VDI', ref);
  if (!vdi) return [];
  const users = vdi.VBDs.map((vbdRef) => row(inventory, 'VBD', vbdRef)).filter((vbd) => vbd !== undefined);
  return [
    describe(new SectionBuilder('general'), vdi)
      .value('state', statusValue(vdiStatus(vdi)))
      .text('size', formatBytes(vdi.virtual_size))
      .text('onStorage', vdi.physical_utilisation >= 0 ? formatBytes(vdi.physical_utilisation) : null)
      .links('storage', [linkTo(context, 'SR', vdi.SR)])
      .links(
        'usedBy',
        users.map((vbd) =>
          linkTo(
            context,
            'VM',
            vbd.VM,
            [vbd.device || vbd.userdevice, vbd.mode === 'RO' ? texts.readOnly : ''].filter(Boolean).join(', '),
          ),
        ),
      )
      .links('snapshotOf', [linkTo(context, 'VDI', vdi.snapshot_of)])
      .since('takenAt', vdi.is_a_snapshot ? parseTime(vdi.snapshot_time) : null)
      .text('snapshots', vdi.snapshots.length > 0 ? formatCount(vdi.snapshots.length) : null)
      .text('diskType', vdi.type)
      .yesNo('readOnly', vdi.read_only)
      .yesNo('sharable', vdi.sharable)
      .yesNo('changedBlocks', vdi.cbt_enabled)
      .text('onBoot', vdi.on_boot === 'reset' ? texts.onBootReset : null)
      .code('location', vdi.location)
      .links('parentDisk', isNullRef(vdi.parent) ? [] : [linkTo(context, 'VDI', vdi.parent)])
      .code('uuid', vdi.uuid)
      .build(),
    customFieldSection(vdi),
  ];
}
