import { useCallback } from 'react';
import { COMMAND_CLASSES, commandsFor, targetsOf, useCommandTable } from '../commands';
import type { OfferedCommand } from '../commands';
import type { ObjectId } from '../navigation';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import type { Row, RowName } from './section';
import { FIELD_PREFIX } from './sections/common';

/** The command that changes what a row says. */
const EDITORS: Partial<Record<RowName, string>> = {
  name: 'object.rename',
  description: 'object.describe',
  tags: 'object.tags',
  folder: 'object.folder',
  vcpus: 'vm.processors',
  topology: 'vm.processors',
  cpuWeight: 'vm.processors',
  memoryDynamic: 'vm.memory',
  memoryStatic: 'vm.memory',
  firmware: 'vm.bootOptions',
  bootOrder: 'vm.bootOptions',
  pvArgs: 'vm.bootOptions',
  haPriority: 'vm.startOptions',
  startOrder: 'vm.startOptions',
  startDelay: 'vm.startOptions',
  autoStart: 'vm.startOptions',
  homeServer: 'vm.home',
  vapp: 'vm.vapp',
  logDestination: 'host.logDestination',
  powerOn: 'host.powerOnMode',
  controlDomainMemory: 'host.dom0Memory',
  suspendStorage: 'pool.properties',
  crashStorage: 'pool.properties',
  igmpSnooping: 'pool.properties',
  migrationCompression: 'pool.properties',
  mtu: 'network.settings',
  automatic: 'network.settings',
};

/** The command that mends what a row says, where that is not as it should be. */
const REMEDIES: Partial<Record<RowName, string>> = {
  tools: 'vm.installTools',
  state: 'sr.repair',
};

/** The id of the command that mends what a row says; undefined: nothing is wrong, or none does. */
export function remedyOf({ id, value }: Row): string | undefined {
  return value.kind === 'status' && value.tone !== 'ok' ? REMEDIES[id as RowName] : undefined;
}

/** The id of the command that changes what a row says; undefined: none does. */
export function editorOf({ id }: Pick<Row, 'id'>): string | undefined {
  return id.startsWith(FIELD_PREFIX) ? 'object.customFields' : EDITORS[id as RowName];
}

const WANTED: ReadonlySet<string> = new Set([...Object.values(EDITORS), 'object.customFields']);

/** The commands that change what rows of an object say, by their ids, as far as they are there and make sense for it. */
export function useEditors(id: ObjectId): ReadonlyMap<string, OfferedCommand> {
  const table = useCommandTable();
  const select = useCallback(
    (inventory: Inventory) => {
      const wanted = table.filter((command) => WANTED.has(command.id));
      const offered = commandsFor(inventory, targetsOf(inventory, [id]), wanted);
      return new Map(offered.map((offer) => [offer.command.id, offer]));
    },
    [id, table],
  );
  return useDerived(COMMAND_CLASSES, select, sameEditors);
}

function sameEditors(a: ReadonlyMap<string, OfferedCommand>, b: ReadonlyMap<string, OfferedCommand>): boolean {
  return a.size === b.size && [...a].every(([id, offer]) => b.get(id)?.disabledReason === offer.disabledReason);
}
