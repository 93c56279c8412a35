import {
  chooseDestinations,
  foldedName,
  MOST_HELD_BYTES,
  numberedName,
  writesAsItGoes,
} from '../../ui/files/destinations';
import type { Destination } from '../../ui/files/destinations';
import { textInput } from '../commands';
import type { Input, Target } from '../commands';
import { formatBytes } from '../values';
import { texts } from './texts';

/** The answer that names the places. */
const PLACES = 'places';

/** Places that people chose, by their names among the answers of a command. */
const chosen = new Map<string, ReadonlyMap<string, Destination>>();

/** Asks where the files of these objects go; null: the person took it back. */
export async function choosePlaces(
  targets: readonly Target[],
  input: Input,
  nameOf: (target: Target) => string,
): Promise<Input | null> {
  const names = distinct(targets.map(nameOf));
  const places = await chooseDestinations(names);
  if (places === null) return null;
  const key = `places ${chosen.size}`;
  chosen.set(
    key,
    new Map(targets.flatMap((target, at) => (places[at] === undefined ? [] : [[target.ref, places[at]]]))),
  );
  return { ...input, [PLACES]: key };
}

/** Where the file of an object goes. */
export function placeOf(target: Target, input: Input): Destination {
  const place = chosen.get(textInput(input, PLACES))?.get(target.ref);
  if (place === undefined) throw new Error('No place was chosen.');
  return place;
}

/** What saving means in this browser. */
export function placeHint(): string {
  return writesAsItGoes() ? texts.hints.asItGoes : texts.hints.held(formatBytes(MOST_HELD_BYTES));
}

/** Two objects of one name do not overwrite each other, nor those whose names differ by case alone. */
export function distinct(names: readonly string[]): readonly string[] {
  const given = new Set<string>();
  return names.map((name) => {
    let number = 1;
    while (given.has(foldedName(numberedName(name, number)))) number += 1;
    const free = numberedName(name, number);
    given.add(foldedName(free));
    return free;
  });
}
