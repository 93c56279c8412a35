import { row, rows } from '../../features/objects';
import type { Inventory } from '../../features/objects';
import type { ObjectId } from '../../features/navigation';
import { compareNatural } from '../../features/values';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { texts } from './texts';

/** VMs that can be told together. */
export interface GuestGroup {
  readonly id: string;
  readonly label: string;
  readonly vms: readonly Ref<'VM'>[];
}

const isGuest = (vm: Records['VM']): boolean => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain;

/** What is selected first, then all that run, then those of each server; groups of nobody are left out. */
export function guestGroups(inventory: Inventory, selection: readonly ObjectId[]): readonly GuestGroup[] {
  const running: Ref<'VM'>[] = [];
  const byHost = new Map<Ref<'host'>, Ref<'VM'>[]>();
  for (const [ref, vm] of rows(inventory, 'VM')) {
    if (!isGuest(vm) || vm.power_state !== 'Running') continue;
    running.push(ref);
    const there = byHost.get(vm.resident_on);
    if (there === undefined) byHost.set(vm.resident_on, [ref]);
    else there.push(ref);
  }
  const selected = selection
    .filter((id) => id.class === 'VM')
    .map((id): Ref<'VM'> => id.ref)
    .filter((ref) => {
      const vm = row(inventory, 'VM', ref);
      return vm !== undefined && isGuest(vm);
    });
  const [first] = selected;
  const name = first === undefined ? '' : (row(inventory, 'VM', first)?.name_label ?? '');
  const hosts = [...byHost]
    .map(([host, vms]) => ({ host, name: row(inventory, 'host', host)?.name_label ?? '', vms }))
    .sort((a, b) => compareNatural(a.name, b.name))
    .map(({ host, name: hostName, vms }) => ({ id: host, label: texts.work.onHost(hostName, vms.length), vms }));
  const groups = [
    { id: 'selected', label: texts.work.selected(selected.length, name), vms: selected },
    { id: 'running', label: texts.work.running(running.length), vms: running },
    ...(hosts.length > 1 ? hosts : []),
  ];
  return groups.filter(({ vms }) => vms.length > 0);
}

/** The group to begin with: the VMs that are selected, those of the server that is, else all. */
export function firstGroup(groups: readonly GuestGroup[], selection: readonly ObjectId[]): GuestGroup | undefined {
  const host = selection.find((id) => id.class === 'host');
  return groups.find(({ id }) => id === 'selected') ?? groups.find(({ id }) => id === host?.ref) ?? groups[0];
}
