import { Truck } from 'lucide-react';
import { apiLine, asyncLine, listInput, textInput, vmReason, xeLine } from '../../commands';
import type { Input, Job, OtherPool, PoolCommand, Script, Target } from '../../commands';
import { only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { MOTION_COMMAND } from '..';
import { argsOf, destinationOf, FIELD, isCopy, mapsOf, placeIn, vmOf } from './answers';
import { steps } from './steps';
import { texts } from './texts';

function reasonFor(inventory: Inventory, target: Target): string | null {
  const vm = vmOf({ inventory, target });
  if (!vm) return texts.reasons.gone;
  if (only(inventory, 'pool')?.[1].restrictions['restrict_storage_xen_motion'] === 'true') return texts.reasons.licence;
  return vmReason(vm, 'migrate_send');
}

function scriptOf(inventory: Inventory, target: Target, input: Input, others: readonly OtherPool[] = []): Script {
  const question = { inventory, target, others, input };
  const to = destinationOf(question);
  const maps = mapsOf(question);
  const { vdis, vifs, gpus, options } = maps;
  const network = textInput(input, FIELD.network);
  const there = to?.inventory ?? inventory;
  const master = only(there, 'pool')?.[1].master ?? '';
  const uuid = (record: { readonly uuid: string } | undefined, ref: string): string => record?.uuid ?? ref;
  const mapped = (prefix: string, entries: readonly (readonly [string, string])[]): Record<string, string> =>
    Object.fromEntries(entries.map(([from, place]) => [`${prefix}:${from}`, place]));
  return {
    api: [
      apiLine('host.migrate_receive', to?.host ?? '', network, {}),
      asyncLine('VM.migrate_send', target.ref, { '': texts.token }, true, ...argsOf(maps)),
    ],
    xe: [
      xeLine('vm-migrate', {
        uuid: uuid(vmOf(question), target.ref),
        'remote-master': row(there, 'host', master)?.address ?? '',
        'remote-username': 'root',
        'remote-password': '…',
        'host-uuid': uuid(row(there, 'host', to?.host ?? ''), to?.host ?? ''),
        'remote-network': uuid(row(there, 'network', network), network),
        live: 'true',
        ...(options['copy'] === 'true' && { copy: 'true' }),
        ...mapped(
          'vdi',
          Object.entries(vdis).map(([vdi, sr]) => [
            uuid(row(inventory, 'VDI', vdi), vdi),
            uuid(row(there, 'SR', sr), sr),
          ]),
        ),
        ...mapped(
          'vif',
          Object.entries(vifs).map(([vif, net]) => [
            uuid(row(inventory, 'VIF', vif), vif),
            uuid(row(there, 'network', net), net),
          ]),
        ),
        ...mapped(
          'vgpu',
          Object.entries(gpus).map(([vgpu, group]) => [
            uuid(row(inventory, 'VGPU', vgpu), vgpu),
            uuid(row(there, 'GPU_group', group), group),
          ]),
        ),
      }),
    ],
  };
}

/** The key that the other side gives out is asked for anew: it is good for one session, and kept nowhere. */
async function move(job: Job, target: Target, input: Input): Promise<void> {
  const { pool, host } = placeIn(input);
  const maps = mapsOf({ inventory: job.inventory, target, input });
  const isLeaving = pool !== target.id.connection;
  const side = isLeaving ? job.at(pool) : job;
  const token = await side.call('host.migrate_receive', host, textInput(input, FIELD.network), {});
  job.hide(token['session_id'] ?? '');
  const ref = await job.task('VM.migrate_send', target.ref, token, true, ...argsOf(maps));
  const { arrived, copied, moved } = texts.words;
  const words = !isLeaving ? moved : isCopy(input) ? copied : arrived;
  job.keep({ words: words(target.name), object: { connection: pool, class: 'VM', ref } });
}

/** The wizard that moves a VM with its disks: to other storage, to another server, to another pool. */
export const motionCommand: PoolCommand = {
  type: 'pool',
  id: MOTION_COMMAND,
  label: texts.label,
  verb: texts.verb,
  title: texts.title,
  icon: Truck,
  group: 'place',
  kinds: ['vm'],
  calls: ['host.migrate_receive', 'VM.migrate_send'],
  reason: reasonFor,
  steps,
  leavesOut: ({ ref }, input) => FIELD.vms in input && !listInput(input, FIELD.vms).includes(ref),
  script: scriptOf,
  run: move,
};
