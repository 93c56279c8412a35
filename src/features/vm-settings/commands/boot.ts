import { HardDriveUpload, LifeBuoy } from 'lucide-react';
import { apiLine, asyncLine, textInput, vmReason, xeLine } from '../../commands';
import type { Choice, Input, Job, PoolCommand, Target } from '../../commands';
import type { Inventory } from '../../objects';
import { texts } from './texts';
import { firmwareOf, fixedReason, isHvm, MACHINES, vmOf, vmUuid } from './vm-facts';
import type { Firmware, Vm } from './vm-facts';

const ORDER = 'order';
const FIRMWARE = 'firmware';
const KERNEL = 'kernel';

const ORDERS = ['cdn', 'cnd', 'dcn', 'dnc', 'ncd', 'ndc'] as const;
/** From a disc or the network, before the disk (XenCenter: HVM boot in recovery mode). */
const RECOVERY = { policy: 'BIOS order', order: 'dnc' } as const;

const orderText = (order: string): string =>
  [...order]
    .map((place, at) => (at === 0 ? capital(texts.places[place] ?? place) : (texts.places[place] ?? place)))
    .join(', ');
const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function orderChoices(own: string): readonly Choice[] {
  const known: readonly string[] = ORDERS;
  return (known.includes(own) || own === '' ? ORDERS : [own, ...ORDERS]).map((key): Choice => ({
    key,
    label: orderText(key),
    detail: '',
    reason: null,
  }));
}

/** What is on its disks was made for one firmware, and a machine that runs or is saved has its device model already. */
function firmwareChoices(vm: Vm): readonly Choice[] {
  const own = firmwareOf(vm);
  return Object.entries(texts.fields.firmwares).map(([key, label]): Choice => {
    const isOther = (key === 'bios') !== (own === 'bios');
    const reason = key === own || vm.power_state === 'Halted' ? null : texts.reasons.shutDown;
    return { key, label, detail: isOther ? texts.fields.otherFirmware : '', reason };
  });
}

interface BootSettings {
  readonly params: Readonly<Record<string, string>>;
  /** Null: as it is. */
  readonly platform: Readonly<Record<string, string>> | null;
}

/** The device model follows the firmware: QEMU has one with each (xapi: xapi_globs, device-model). */
function bootSettings(vm: Vm, input: Input): BootSettings {
  const firmware = textInput(input, FIRMWARE) as Firmware;
  const params = withOrder(vm, textInput(input, ORDER));
  const own = firmwareOf(vm);
  if (firmware === own) return { params, platform: null };
  const isUefi = firmware !== 'bios';
  return {
    params: { ...params, firmware: isUefi ? 'uefi' : 'bios' },
    platform: {
      ...vm.platform,
      secureboot: String(firmware === 'secure'),
      ...(isUefi === (own !== 'bios') ? {} : { 'device-model': `qemu-upstream-${isUefi ? 'uefi' : 'compat'}` }),
    },
  };
}

const withOrder = (vm: Vm, order: string): Record<string, string> => ({ ...vm.HVM_boot_params, order });

async function recover(job: Job, target: Target): Promise<void> {
  const vm = vmOf(job.inventory, target);
  if (!vm) return;
  const { ref } = target;
  await job.call('VM.set_HVM_boot_policy', ref, RECOVERY.policy);
  await job.call('VM.set_HVM_boot_params', ref, withOrder(vm, RECOVERY.order));
  try {
    await job.task('VM.start', ref, false, false);
  } finally {
    // For this one start only.
    await job.call('VM.set_HVM_boot_policy', ref, vm.HVM_boot_policy);
    await job.call('VM.set_HVM_boot_params', ref, vm.HVM_boot_params);
  }
}

function saveLines(inventory: Inventory, target: Target, input: Input) {
  const vm = vmOf(inventory, target);
  if (!vm) return { api: [], xe: [] };
  const uuid = vmUuid(inventory, target);
  if (!isHvm(vm)) {
    const args = textInput(input, KERNEL);
    return {
      api: [apiLine('VM.set_PV_args', target.ref, args)],
      xe: [xeLine('vm-param-set', { uuid, 'PV-args': args })],
    };
  }
  const { params, platform } = bootSettings(vm, input);
  const keys = (map: Readonly<Record<string, string>>, name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [`${name}:${key}`, value]));
  return {
    api: [
      apiLine('VM.set_HVM_boot_params', target.ref, params),
      ...(platform === null ? [] : [apiLine('VM.set_platform', target.ref, platform)]),
    ],
    xe: [
      xeLine('vm-param-set', {
        uuid,
        ...keys(params, 'HVM-boot-params'),
        ...(platform === null ? {} : keys(platform, 'platform')),
      }),
    ],
  };
}

export const bootCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.recovery',
    label: texts.labels.recovery,
    verb: texts.verbs.recovery,
    title: texts.titles.recovery,
    icon: LifeBuoy,
    group: 'power',
    kinds: ['vm'],
    calls: ['VM.start', 'VM.set_HVM_boot_policy', 'VM.set_HVM_boot_params'],
    isOffered: (inventory, target) => vmOf(inventory, target)?.power_state === 'Halted',
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (vm && !isHvm(vm)) return texts.reasons.notHvm;
      return vmReason(vm, 'start');
    },
    script: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (!vm) return { api: [], xe: [] };
      const uuid = vmUuid(inventory, target);
      return {
        api: [
          apiLine('VM.set_HVM_boot_policy', target.ref, RECOVERY.policy),
          apiLine('VM.set_HVM_boot_params', target.ref, withOrder(vm, RECOVERY.order)),
          asyncLine('VM.start', target.ref, false, false),
          apiLine('VM.set_HVM_boot_policy', target.ref, vm.HVM_boot_policy),
          apiLine('VM.set_HVM_boot_params', target.ref, vm.HVM_boot_params),
        ],
        xe: [
          xeLine('vm-param-set', {
            uuid,
            'HVM-boot-policy': RECOVERY.policy,
            'HVM-boot-params:order': RECOVERY.order,
          }),
          xeLine('vm-start', { uuid }),
          xeLine('vm-param-set', {
            uuid,
            'HVM-boot-policy': vm.HVM_boot_policy,
            'HVM-boot-params:order': vm.HVM_boot_params['order'] ?? '',
          }),
        ],
      };
    },
    run: recover,
  },
  {
    type: 'pool',
    id: 'vm.bootOptions',
    label: texts.labels.boot,
    verb: texts.verbs.save,
    title: texts.titles.boot,
    icon: HardDriveUpload,
    group: 'edit',
    kinds: MACHINES,
    single: true,
    calls: (inventory, target) => {
      const vm = vmOf(inventory, target);
      return vm && !isHvm(vm) ? ['VM.set_PV_args'] : ['VM.set_HVM_boot_params', 'VM.set_platform'];
    },
    reason: fixedReason,
    fields: (inventory, [target]) => {
      const vm = target && vmOf(inventory, target);
      if (!vm) return [];
      if (!isHvm(vm)) {
        return [{ kind: 'text', id: KERNEL, label: texts.fields.kernel, initial: vm.PV_args, optional: true }];
      }
      const own = vm.HVM_boot_params['order'] ?? '';
      return [
        {
          kind: 'choice',
          id: ORDER,
          label: texts.fields.order,
          initial: own === '' ? ORDERS[0] : own,
          choices: orderChoices(own),
          checksServers: false,
        },
        {
          kind: 'choice',
          id: FIRMWARE,
          label: texts.fields.firmware,
          initial: firmwareOf(vm),
          choices: firmwareChoices(vm),
          checksServers: false,
        },
      ];
    },
    script: saveLines,
    run: async (job, target, input) => {
      const vm = vmOf(job.inventory, target);
      if (!vm) return;
      if (!isHvm(vm)) {
        await job.call('VM.set_PV_args', target.ref, textInput(input, KERNEL));
        return;
      }
      const { params, platform } = bootSettings(vm, input);
      await job.call('VM.set_HVM_boot_params', target.ref, params);
      if (platform !== null) await job.call('VM.set_platform', target.ref, platform);
    },
  },
];
