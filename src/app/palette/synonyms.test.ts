import { beforeAll, describe, expect, it } from 'vitest';
import { findCommand } from '../../features/commands';
import { loadFeatureCommands } from '../../features/workspace';
import { paletteCommand, rankCommands } from './palette-item';
import { joinKeywords } from './search-index';
import { synonymsOf, WITH_SYNONYMS } from './synonyms';

beforeAll(() => loadFeatureCommands());

const palette = () =>
  WITH_SYNONYMS.flatMap((id) => {
    const command = findCommand(id);
    if (!command) return [];
    const item = {
      key: id,
      label: command.label,
      detail: '',
      icon: null,
      shortcut: null,
      href: null,
      run: () => undefined,
    };
    return paletteCommand({ ...item, disabledReason: null }, joinKeywords(synonymsOf(id)), 0);
  });
const found = (text: string): readonly string[] => rankCommands(palette(), text).map(({ item }) => item.key);

describe('words of other consoles', () => {
  it('stand for commands that there are', () => {
    expect(WITH_SYNONYMS.filter((id) => findCommand(id) === undefined)).toEqual([]);
  });

  it.each([
    ['boot', 'vm.start'],
    ['power on', 'vm.start'],
    ['vmotion', 'vm.migrate'],
    ['power off', 'vm.shutdown'],
    ['hibernate', 'vm.suspend'],
    ['evacuate', 'host.enterMaintenance'],
    ['patch', 'pool.installUpdates'],
    ['ram', 'vm.memory'],
    ['rename', 'object.describe'],
    ['mount iso', 'vbd.insert'],
    ['smtp', 'pool.properties'],
  ])('%s finds %s', (text, id) => {
    expect(found(text).slice(0, 4)).toContain(id);
  });

  it('come after the name of a command', () => {
    expect(found('reboot')[0]).toMatch(/\.reboot$/);
    expect(found('start')[0]).toBe('vm.start');
  });
});
