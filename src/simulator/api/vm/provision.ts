import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { provisionMs, vbdPlugMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { insertVbd } from '../vbd';
import { createDisk } from '../vdi/disks';
import { thePool, type Call, type World } from '../world';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';
import { markInstalled } from './template';

type Vm = Records['VM'];

/** A disk that a template asks for (xapi_templates.ml disk). */
interface Disk {
  readonly device: string;
  readonly sizeBytes: number;
  readonly sr: Ref<'SR'>;
  readonly bootable: boolean;
  readonly type: Enums['vdi_type'];
}

const TYPES: ReadonlySet<string> = new Set(['system', 'user', 'ephemeral', 'suspend', 'crashdump']);

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function attributes(tag: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single] of tag.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    found[name] = (double ?? single ?? '').replace(
      /&(lt|gt|amp|quot|apos);/g,
      (_, entity: string) => ENTITIES[entity] ?? '',
    );
  }
  return found;
}

/** By uuid; an empty text means the pool's default repository, as console users expect of a fresh template. */
function repository({ db }: World, uuid: string): Ref<'SR'> {
  const { default_SR } = thePool(db)[1];
  const sr = uuid === '' && !isNullRef(default_SR) ? default_SR : db.byUuid('SR', uuid);
  if (sr === undefined) throw new Fault('UUID_INVALID', 'sr', uuid);
  return sr;
}

/** The disks in a template's other_config: `<provision><disk device= size= sr= bootable= type=/></provision>`. */
function wantedDisks(world: World, vm: Vm): Disk[] {
  const text = vm.other_config['disks'] ?? '';
  return [...text.matchAll(/<disk\b([^>]*)>/g)].map(([, tag = '']) => {
    const { device, size, sr, bootable, type } = attributes(tag);
    if (device === undefined || sr === undefined || size === undefined || !/^\d+$/.test(size)) {
      throw new Fault('INTERNAL_ERROR', 'Xapi_templates.Parse_failure');
    }
    return {
      device,
      sizeBytes: Number(size),
      sr: repository(world, sr),
      bootable: bootable === 'true',
      type: (type !== undefined && TYPES.has(type) ? type : 'system') as Disk['type'],
    };
  });
}

interface Provision {
  readonly vm: Ref<'VM'>;
}

defineOperation<Provision>('VM.provision', {
  finish: (world, { vm: ref }, task) => {
    const { db } = world;
    const vm = stillHeld(world, ref, task);
    for (const disk of wantedDisks(world, vm)) {
      const vdi = createDisk(world, {
        sr: disk.sr,
        name: disk.device,
        description: 'Created by template provisioner',
        sizeBytes: disk.sizeBytes,
        type: disk.type,
      });
      insertVbd(world, {
        VM: ref,
        VDI: vdi,
        userdevice: disk.device,
        bootable: disk.bootable,
        mode: 'RW',
        type: 'Disk',
        unpluggable: disk.type !== 'system',
        empty: false,
        other_config: { owner: '' },
      });
    }
    markInstalled(world, ref);
    const { disks: _disks, postinstall: _script, ...other_config } = vm.other_config;
    db.update('VM', ref, { is_a_template: false, other_config });
  },
});

/** Makes a VM of a template: its disks come into being, and it is no template any more. */
function provision(call: Call, vm: Ref<'VM'>): Later {
  const { db, world } = call;
  assertOperationValid(db, vm, 'provision');
  const disks = wantedDisks(world, db.row('VM', vm));
  return startOperation<Provision>(call, 'VM.provision', {
    durationMs: provisionMs(disks.map(({ sr }) => vbdPlugMs(db.get('SR', sr)?.type ?? ''))),
    args: { vm },
    holds: [['VM', vm, 'provision']],
  });
}

define({ 'VM.provision': provision });
