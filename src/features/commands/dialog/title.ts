import { objectTexts } from '../../objects';
import type { PoolCommand, Target } from '../command';
import { texts } from '../texts';
import { dialogTexts } from './texts';

const PLURALS = { ...objectTexts.kindsPlural, ...texts.devices.plurals };

/** "Shut down 4 virtual machines": what a command does to several objects. */
export function titleOfMany(command: PoolCommand, targets: readonly Target[]): string {
  const kinds = new Set(targets.map((target) => target.kind));
  const [kind] = kinds;
  const what = kinds.size === 1 && kind !== undefined ? PLURALS[kind].toLowerCase() : dialogTexts.objects;
  return command.title(dialogTexts.several(targets.length, what), {});
}
