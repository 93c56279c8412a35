import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { provisionMs, vbdPlugMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import type { Later } from '../operations';
import { define } from '../registry';
import { insertVbd } from '../vbd';
import type { Call, World } from '../world';
import { defineWithDisks, startWithDisks, type DiskCall, type DiskCalls } from './disk-calls';
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

/** By uuid alone: templates of the product name none, and clients write theirs before they provision. */
function repository({ db }: World, uuid: string): Ref<'SR'> {
  const sr = db.byUuid('SR', uuid);
  if (sr === undefined) throw new Fault('UUID_INVALID', 'sr', uuid);
  return sr;
}

/** The disks in a template's other_config: `<provision><disk device= size= sr= bootable= type=/></provision>`. */
function templateDisks(world: World, vm: Vm): Disk[] {
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
  readonly plans: readonly Disk[];
  readonly disks: DiskCalls;
}

defineWithDisks<Provision>('VM.provision', {
  finish: (world, { vm: ref, plans, disks }, task) => {
    const vm = stillHeld(world, ref, task);
    for (const [at, { device, bootable, type }] of plans.entries()) {
      insertVbd(world, {
        VM: ref,
        VDI: disks.made[at]?.[1] ?? NULL_REF,
        userdevice: device,
        bootable,
        mode: 'RW',
        type: 'Disk',
        unpluggable: type !== 'system',
        empty: false,
        other_config: { owner: '' },
      });
    }
    markInstalled(world, ref);
    const { disks: _disks, postinstall: _script, ...other_config } = vm.other_config;
    world.db.update('VM', ref, { is_a_template: false, other_config });
  },
});

/** Makes a VM of a template: its disks come into being, and it is no template any more. */
function provision(call: Call, vm: Ref<'VM'>): Later {
  const { db, world } = call;
  assertOperationValid(db, vm, 'provision');
  const plans = templateDisks(world, db.row('VM', vm));
  const calls = plans.map(({ device, sizeBytes, sr, type }): DiskCall => {
    const values: Partial<Records['VDI']> = {
      name_label: device,
      name_description: 'Created by template provisioner',
      SR: sr,
      virtual_size: sizeBytes,
      type,
      sharable: false,
      read_only: false,
      other_config: {},
    };
    return { key: device, message: 'VDI.create', args: [values] };
  });
  return startWithDisks(call, 'VM.provision', {
    calls,
    args: { vm, plans },
    holds: [['VM', vm, 'provision']],
    totalMs: provisionMs(plans.map(({ sr }) => vbdPlugMs(db.get('SR', sr)?.type ?? ''))),
  });
}

define({ 'VM.provision': provision });
