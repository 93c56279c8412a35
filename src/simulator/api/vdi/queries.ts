import { Fault } from '../fault';
import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { define } from '../registry';
import { need, type Call } from '../world';
import { contentOf, digestOf, dropContent, shareContent } from './content';
import { cloneDisk } from './disks';
import { assertVdiOperation } from './operations';
import { account } from '../sr/space';
import { hasFeature } from '../sr/features';
import { chainOf, planCollection } from './chain';
import { xmlDocument } from '../sr/xml';

/** What a server needs to attach a disk before its toolstack runs (sm FileSR.py, generate_config). */
function attachConfig({ db }: Call, host: Ref<'host'>, ref: Ref<'VDI'>): string {
  const vdi = db.row('VDI', ref);
  const sr = need(db, 'SR', vdi.SR);
  const pbd = sr.PBDs.map((each) => db.row('PBD', each)).find((each) => each.host === host);
  const members = Object.entries({ sr_uuid: sr.uuid, vdi_uuid: vdi.uuid, command: 'vdi_attach_from_config' });
  const member = (name: string, value: string) =>
    [
      'member',
      [
        ['name', name],
        ['value', [['string', value]]],
      ],
    ] as const;
  const config = Object.entries(pbd?.device_config ?? {}).map(([key, value]) => member(key, value));
  return xmlDocument([
    'methodCall',
    [
      ['methodName', 'vdi_attach_from_config'],
      [
        'params',
        [
          [
            'param',
            [
              [
                'value',
                [
                  [
                    'struct',
                    [
                      [
                        'member',
                        [
                          ['name', 'device_config'],
                          ['value', [['struct', config]]],
                        ],
                      ],
                      ...members.map(([key, value]) => member(key, value)),
                    ],
                  ],
                ],
              ],
            ],
          ],
        ],
      ],
    ],
  ]);
}

/** The disk of a snapshot holds again what it held then: it hangs on the chain of a fresh clone of the snapshot. */
function revert(call: Call, snapshot: Ref<'VDI'>): void {
  const { db, world } = call;
  const { SR, snapshot_of } = assertVdiOperation(world, snapshot, 'revert_from');
  if (!hasFeature(world, need(db, 'SR', SR).type, 'VDI_CLONE')) {
    throw new Fault('UNIMPLEMENTED_IN_SM_BACKEND', 'VDI.revert');
  }
  if (isNullRef(snapshot_of)) throw new Fault('HANDLE_INVALID', 'VDI', snapshot_of);
  const before = assertVdiOperation(world, snapshot_of, 'revert_to');
  // Storage motion has taken the disk away from its snapshot: the snapshot's driver does not find it (FileSR.py load).
  if (before.SR !== SR) throw new Fault('SR_BACKEND_FAILURE_46', '', 'The VDI is not available', '');
  db.transaction(() => {
    const clone = cloneDisk(world, snapshot);
    const { sm_config, physical_utilisation, virtual_size } = db.row('VDI', clone);
    const hadChain = chainOf(world, before).length > 0;
    db.update('VDI', snapshot_of, { sm_config, physical_utilisation, virtual_size });
    account(world, SR, -before.virtual_size, -before.physical_utilisation);
    dropContent(world, before.uuid);
    shareContent(world, snapshot, snapshot_of);
    dropContent(world, db.row('VDI', clone).uuid);
    db.remove('VDI', clone);
    if (hadChain) planCollection(world, SR);
  });
}

define({
  'VDI.checksum': ({ db, world }, vdi) => {
    need(db, 'VDI', vdi);
    return digestOf(contentOf(world, vdi));
  },
  'VDI.generate_config': (call, host, vdi) => {
    need(call.db, 'host', host);
    assertVdiOperation(call.world, vdi, 'generate_config');
    return attachConfig(call, host, vdi);
  },
  'VDI.revert': revert,
});
