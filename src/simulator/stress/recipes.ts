import { NULL_REF } from '../../xapi/datamodel/ref';
import type { Arguments } from './arguments';
import type { Named, Value } from './step';

/** A call that makes sense more often than a random one; null when the world has nothing for it. */
type Recipe = (from: Arguments) => readonly [method: string, ...args: Value[]] | null;

const NONE: Value = { $map: [] };

/** A call on an object, when there is one. */
const on =
  (
    pick: (from: Arguments) => Named | undefined,
    call: (from: Arguments, object: Named) => readonly [string, ...Value[]],
  ): Recipe =>
  (from) => {
    const object = pick(from);
    return object === undefined ? null : call(from, object);
  };

const halted = (from: Arguments) => from.guest((vm) => vm.power_state === 'Halted');
const running = (from: Arguments) => from.guest((vm) => vm.power_state === 'Running');
const paused = (from: Arguments) => from.guest((vm) => vm.power_state === 'Paused');
const suspended = (from: Arguments) => from.guest((vm) => vm.power_state === 'Suspended');
const guest = (from: Arguments) => from.guest();
const template = (from: Arguments) => from.any('VM', (vm) => vm.is_a_template && !vm.is_a_snapshot);
const snapshot = (from: Arguments) => from.any('VM', (vm) => vm.is_a_snapshot);
const repository = (from: Arguments) => from.any('SR', (sr) => sr.content_type !== 'iso');
const disk = (from: Arguments) => from.any('VDI', (vdi) => vdi.type === 'user' && vdi.managed);
const freeDisk = (from: Arguments) => from.any('VDI', (vdi) => vdi.VBDs.length === 0);
const iso = (from: Arguments) => from.any('VDI', (vdi) => vdi.read_only);
const host = (from: Arguments) => from.any('host');
const finished = (from: Arguments) => from.any('task', (task) => task.status !== 'pending');
const pending = (from: Arguments) => from.any('task', (task) => task.status === 'pending');

const label = ({ draw }: Arguments): string => draw.pick(['copy', 'web-2', 'db', 'Ünïcödé 🙂', '']);
const place = (from: Arguments): Value => host(from) ?? NULL_REF;
const yes = ({ draw }: Arguments, probability: number): boolean => draw.chance(probability);

function vbd(from: Arguments): readonly [string, ...Value[]] {
  const isDisk = yes(from, 0.8);
  const changes = {
    VM: guest(from) ?? NULL_REF,
    VDI: (isDisk ? disk(from) : yes(from, 0.5) ? iso(from) : undefined) ?? NULL_REF,
    userdevice: from.draw.pick(['autodetect', '1', '2', '4', '5']),
    mode: isDisk && yes(from, 0.9) ? 'RW' : 'RO',
    type: isDisk ? 'Disk' : 'CD',
    empty: !isDisk,
    bootable: false,
  };
  return ['VBD.create', from.record('VBD', changes)];
}

function vif(from: Arguments): readonly [string, ...Value[]] {
  const network = from.any('network') ?? NULL_REF;
  const changes = {
    VM: guest(from) ?? NULL_REF,
    network,
    device: from.draw.pick(['1', '2', '3', '4']),
    MAC: '',
    MTU: 1500,
  };
  return ['VIF.create', from.record('VIF', changes)];
}

function newDisk(from: Arguments): readonly [string, ...Value[]] {
  const changes = {
    SR: repository(from) ?? NULL_REF,
    virtual_size: from.size(),
    type: 'user',
    sharable: yes(from, 0.05),
  };
  return ['VDI.create', from.record('VDI', changes)];
}

function newRepository(from: Arguments): readonly [string, ...Value[]] {
  const { draw } = from;
  const [type, config] = draw.pick<readonly [string, Value]>([
    [
      'nfs',
      {
        $map: [
          ['server', '10.20.1.5'],
          ['serverpath', draw.pick(['/export/a', '/export/b', '/export/c'])],
        ],
      },
    ],
    [
      'smb',
      {
        $map: [
          ['server', '\\\\10.20.1.9\\share'],
          ['username', 'u'],
          ['password', 'p'],
        ],
      },
    ],
    [
      'iso',
      {
        $map: [
          ['location', '10.20.1.5:/iso'],
          ['type', 'nfs_iso'],
        ],
      },
    ],
    [
      'lvmoiscsi',
      {
        $map: [
          ['target', '10.20.1.6'],
          ['targetIQN', 'iqn.2026-01.example:array'],
          ['SCSIid', '36001405a1b2c3d4'],
        ],
      },
    ],
    ['ext', { $map: [['device', '/dev/sdb']] }],
    ['lvm', { $map: [['device', '/dev/sdc']] }],
  ]);
  const shared = type !== 'ext' && type !== 'lvm';
  return ['SR.create', place(from), config, 0, 'repository', '', type, type === 'iso' ? 'iso' : 'user', shared, NONE];
}

/** To a server of the pool, with a session that counts, mostly with a place for every disk. */
function migrateSend(from: Arguments, vm: Named): readonly [string, ...Value[]] {
  const to: Value = {
    $map: [
      ['host', place(from)],
      ['session_id', from.any('session') ?? 'OpaqueRef:x'],
      ['SM', 'http://x/services/SM'],
      ['master', 'http://x/'],
      ['xenops', 'http://x/xenops'],
    ],
  };
  const disks: Value = { $map: from.disksOf(vm).map((vdi) => [vdi, repository(from) ?? NULL_REF]) };
  return ['VM.migrate_send', vm, to, true, yes(from, 0.8) ? disks : NONE, NONE, NONE, NONE];
}

/** The calls that matter, by how often they are made. */
export const RECIPES: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [12, on(halted, (from, vm) => ['VM.start', vm, yes(from, 0.1), yes(from, 0.1)])],
  [4, on(halted, (from, vm) => ['VM.start_on', vm, place(from), yes(from, 0.1), false])],
  [5, on(running, (_, vm) => ['VM.clean_shutdown', vm])],
  [4, on(guest, (_, vm) => ['VM.hard_shutdown', vm])],
  [2, on(running, (_, vm) => ['VM.shutdown', vm])],
  [3, on(running, (_, vm) => ['VM.clean_reboot', vm])],
  [2, on(running, (_, vm) => ['VM.hard_reboot', vm])],
  [4, on(running, (_, vm) => ['VM.suspend', vm])],
  [5, on(suspended, (from, vm) => ['VM.resume', vm, yes(from, 0.1), false])],
  [2, on(suspended, (from, vm) => ['VM.resume_on', vm, place(from), false, false])],
  [3, on(running, (_, vm) => ['VM.pause', vm])],
  [4, on(paused, (_, vm) => ['VM.unpause', vm])],
  [6, on(running, (from, vm) => ['VM.pool_migrate', vm, place(from), { $map: [['live', 'true']] }])],
  [3, on(guest, migrateSend)],
  [4, on(guest, (from, vm) => ['VM.snapshot', vm, label(from), []])],
  [3, on(guest, (from, vm) => ['VM.checkpoint', vm, label(from)])],
  [3, on(snapshot, (_, vm) => ['VM.revert', vm])],
  [3, on(snapshot, (_, vm) => ['VM.destroy', vm])],
  [3, on(halted, (_, vm) => ['VM.destroy', vm])],
  [3, on(halted, (from, vm) => ['VM.clone', vm, label(from)])],
  [3, on(template, (from, vm) => ['VM.clone', vm, label(from)])],
  [
    3,
    on(
      (from) => from.any('VM', (vm) => vm.is_a_template),
      (_, vm) => ['VM.provision', vm],
    ),
  ],
  [
    3,
    on(guest, (from, vm) => ['VM.copy', vm, label(from), (yes(from, 0.5) ? repository(from) : undefined) ?? NULL_REF]),
  ],
  [1, on(guest, (from, vm) => ['VM.set_is_a_template', vm, yes(from, 0.5)])],
  [1, on(guest, (_, vm) => ['VM.power_state_reset', vm])],
  [2, on(guest, (from, vm) => ['VM.set_memory_dynamic_range', vm, from.size(), from.size()])],
  [2, on(halted, (from, vm) => ['VM.set_memory', vm, from.size()])],
  [1, on(guest, (from, vm) => ['VM.set_VCPUs_number_live', vm, 1 + from.draw.below(8)])],
  [2, (from) => ['VM.create', from.record('VM', { name_label: label(from) })]],
  [
    1,
    on(guest, (from, vm) => [
      'VM.add_to_blocked_operations',
      vm,
      from.draw.pick(['start', 'destroy', 'clean_shutdown']),
      'held',
    ]),
  ],
  [
    2,
    on(guest, (from, vm) => [
      'VM.remove_from_blocked_operations',
      vm,
      from.draw.pick(['start', 'destroy', 'clean_shutdown']),
    ]),
  ],
  [5, vbd],
  [
    4,
    on(
      (from) => from.any('VBD'),
      (_, drive) => ['VBD.plug', drive],
    ),
  ],
  [
    4,
    on(
      (from) => from.any('VBD'),
      (_, drive) => ['VBD.unplug', drive],
    ),
  ],
  [
    2,
    on(
      (from) => from.any('VBD', (row) => row.type === 'CD'),
      (_, drive) => ['VBD.eject', drive],
    ),
  ],
  [
    2,
    on(
      (from) => from.any('VBD', (row) => row.type === 'CD'),
      (from, drive) => ['VBD.insert', drive, iso(from) ?? NULL_REF],
    ),
  ],
  [
    3,
    on(
      (from) => from.any('VBD'),
      (_, drive) => ['VBD.destroy', drive],
    ),
  ],
  [3, vif],
  [
    3,
    on(
      (from) => from.any('VIF'),
      (_, card) => ['VIF.plug', card],
    ),
  ],
  [
    3,
    on(
      (from) => from.any('VIF'),
      (_, card) => ['VIF.unplug', card],
    ),
  ],
  [
    2,
    on(
      (from) => from.any('VIF'),
      (from, card) => ['VIF.move', card, from.any('network') ?? NULL_REF],
    ),
  ],
  [
    2,
    on(
      (from) => from.any('VIF'),
      (_, card) => ['VIF.destroy', card],
    ),
  ],
  [5, newDisk],
  [3, on(disk, (from, vdi) => ['VDI.resize', vdi, from.size()])],
  [3, on(disk, (_, vdi) => ['VDI.snapshot', vdi, NONE])],
  [3, on(disk, (_, vdi) => ['VDI.clone', vdi, NONE])],
  [3, on(disk, (from, vdi) => ['VDI.copy', vdi, repository(from) ?? NULL_REF, NULL_REF, NULL_REF])],
  [3, on(disk, (from, vdi) => ['VDI.pool_migrate', vdi, repository(from) ?? NULL_REF, NONE])],
  [4, on(freeDisk, (_, vdi) => ['VDI.destroy', vdi])],
  [1, on(disk, (_, vdi) => ['VDI.destroy', vdi])],
  [1, on(freeDisk, (_, vdi) => ['VDI.forget', vdi])],
  [1, on(disk, (_, vdi) => ['VDI.enable_cbt', vdi])],
  [1, on(disk, (_, vdi) => ['VDI.disable_cbt', vdi])],
  [
    1,
    on(
      (from) => from.any('VDI', (vdi) => vdi.is_a_snapshot),
      (_, vdi) => ['VDI.data_destroy', vdi],
    ),
  ],
  [
    1,
    on(
      (from) => from.any('VDI', (vdi) => vdi.is_a_snapshot),
      (_, vdi) => ['VDI.revert', vdi],
    ),
  ],
  [2, newRepository],
  [
    1,
    on(
      (from) => from.any('SR'),
      (_, sr) => ['SR.scan', sr],
    ),
  ],
  [
    0.3,
    on(
      (from) => from.any('SR'),
      (_, sr) => ['SR.forget', sr],
    ),
  ],
  [
    0.3,
    on(
      (from) => from.any('SR'),
      (_, sr) => ['SR.destroy', sr],
    ),
  ],
  [
    1,
    on(
      (from) => from.any('PBD'),
      (_, pbd) => ['PBD.unplug', pbd],
    ),
  ],
  [
    3,
    on(
      (from) => from.any('PBD', (pbd) => !pbd.currently_attached),
      (_, pbd) => ['PBD.plug', pbd],
    ),
  ],
  [1, on(host, (_, server) => ['host.disable', server])],
  [
    4,
    on(
      (from) => from.any('host', (row) => !row.enabled),
      (_, server) => ['host.enable', server],
    ),
  ],
  [1, on(host, (_, server) => ['host.evacuate', server])],
  [
    0.5,
    on(
      (from) => from.any('host', (row) => !row.enabled),
      (_, server) => ['host.reboot', server],
    ),
  ],
  [
    0.1,
    on(
      (from) => from.any('host', (row) => !row.enabled),
      (_, server) => ['host.shutdown', server],
    ),
  ],
  [
    1,
    on(
      (from) => from.any('host', (row) => !row.enabled),
      (_, server) => ['host.power_on', server],
    ),
  ],
  [0.3, on(host, (_, server) => ['host.restart_agent', server])],
  [0.3, on(host, (_, server) => ['pool.designate_new_master', server])],
  [1, (from) => ['network.create', from.record('network', { name_label: label(from), bridge: '', managed: true })]],
  [
    1,
    on(
      (from) => from.any('PIF'),
      (from, pif) => ['VLAN.create', pif, from.draw.below(200), from.any('network') ?? NULL_REF],
    ),
  ],
  [
    1,
    on(
      (from) => from.any('VLAN'),
      (_, vlan) => ['VLAN.destroy', vlan],
    ),
  ],
  [
    0.5,
    on(
      (from) => from.any('PIF'),
      (from, pif) => [
        'Bond.create',
        from.any('network') ?? NULL_REF,
        [pif, from.any('PIF') ?? pif],
        '',
        'balance-slb',
        NONE,
      ],
    ),
  ],
  [
    0.5,
    on(
      (from) => from.any('Bond'),
      (_, bond) => ['Bond.destroy', bond],
    ),
  ],
  [1, (from) => ['VM_appliance.create', from.record('VM_appliance', { name_label: label(from) })]],
  [
    1,
    on(
      (from) => from.any('VM_appliance'),
      (_, vapp) => ['VM_appliance.start', vapp, false],
    ),
  ],
  [
    1,
    on(
      (from) => from.any('VM_appliance'),
      (from, vapp) => [
        `VM_appliance.${from.draw.pick(['shutdown', 'clean_shutdown', 'hard_shutdown', 'destroy'])}`,
        vapp,
      ],
    ),
  ],
  [1, on(guest, (from, vm) => ['VM.set_appliance', vm, from.any('VM_appliance') ?? NULL_REF])],
  [
    1,
    on(halted, (from, vm) => [
      'VGPU.create',
      vm,
      from.any('GPU_group') ?? NULL_REF,
      '0',
      NONE,
      from.any('VGPU_type') ?? NULL_REF,
    ]),
  ],
  [1, on(halted, (_, vm) => ['VTPM.create', vm, false])],
  [1, on(halted, (from, vm) => ['VUSB.create', vm, from.any('USB_group') ?? NULL_REF, NONE])],
  [2, on(pending, (_, task) => ['task.cancel', task])],
  [1, on(finished, (_, task) => ['task.destroy', task])],
  [
    1,
    on(
      (from) => from.any('message'),
      (_, message) => ['message.destroy', message],
    ),
  ],
];
