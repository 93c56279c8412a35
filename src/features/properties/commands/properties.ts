import { SlidersHorizontal } from 'lucide-react';
import { disabledReason, findCommand, isOffered, NAMED, pagesWork } from '../../commands';
import type { Page, PoolCommand, Target } from '../../commands';
import type { Inventory } from '../../objects';
import { texts } from '../texts';

/** XenCenter's pages, each with the commands whose answers stand on it. What is not offered for an object is left out. */
const PAGES: readonly { readonly title: keyof typeof texts.pages; readonly commands: readonly string[] }[] = [
  { title: 'general', commands: ['object.rename', 'object.describe', 'object.tags', 'object.folder'] },
  { title: 'customFields', commands: ['object.customFields'] },
  { title: 'processors', commands: ['vm.processors'] },
  { title: 'memory', commands: ['vm.memory'] },
  { title: 'boot', commands: ['vm.bootOptions'] },
  { title: 'start', commands: ['vm.startOptions'] },
  { title: 'alerts', commands: ['object.alerts'] },
  { title: 'home', commands: ['vm.home'] },
  { title: 'access', commands: ['vdi.access'] },
  { title: 'network', commands: ['network.settings'] },
  { title: 'options', commands: ['pool.properties'] },
  { title: 'powerOn', commands: ['host.powerOnMode'] },
  { title: 'log', commands: ['host.logDestination'] },
  { title: 'controlDomain', commands: ['host.dom0Memory'] },
  { title: 'vgpuTypes', commands: ['gpu.types'] },
  { title: 'gpuAccess', commands: ['gpu.access'] },
  { title: 'gpuGroup', commands: ['gpu.group'] },
  { title: 'placement', commands: ['gpu.placement'] },
];

function pagesOf(inventory: Inventory, target: Target): readonly Page[] {
  return PAGES.flatMap(({ title, commands }) => {
    const offered = commands.flatMap((id): readonly PoolCommand[] => {
      const command = findCommand(id);
      return command?.type === 'pool' && command.fields && isOffered(command, inventory, [target]) ? [command] : [];
    });
    return offered.length === 0 ? [] : [{ title: texts.pages[title], commands: offered }];
  });
}

/** Everything about an object that can be set, in one window. */
export const propertiesCommand: PoolCommand = {
  type: 'pool',
  id: 'object.properties',
  label: texts.labels.properties,
  verb: texts.save,
  title: texts.titles.properties,
  icon: SlidersHorizontal,
  group: 'edit',
  shortcut: 'Alt+Enter',
  kinds: [...NAMED, 'pgpu'],
  single: true,
  // Each page says what its own calls take.
  calls: [],
  reason: (inventory, target) => {
    const reasons = pagesOf(inventory, target)
      .flatMap(({ commands }) => commands)
      .map((command) => disabledReason(command, inventory, [target]));
    const [first = texts.reasons.gone] = reasons;
    return reasons.includes(null) ? null : first;
  },
  ...pagesWork(pagesOf),
};
