import type { WorldSource } from '../../control/protocol';
import { scenarioNames } from './texts';

/** The name of a world for people: scenarios are called by their lower-case names, which begin their worlds' names. */
export function worldTitle(name: string, source: WorldSource): string {
  if (source.kind !== 'scenario') return name;
  const title = scenarioNames[source.name];
  return title !== undefined && name.startsWith(source.name) ? title + name.slice(source.name.length) : name;
}
