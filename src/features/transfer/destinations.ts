import {
  chooseDestinations,
  foldedName,
  MOST_HELD_BYTES,
  numberedName,
  writesAsItGoes,
} from '../../ui/files/destinations';
import type { Destination } from '../../ui/files/destinations';
import { chooseFolders } from '../../ui/files/folders';
import type { FolderDestination } from '../../ui/files/folders';
import { textInput } from '../commands';
import type { Input, Target } from '../commands';
import { formatBytes } from '../values';
import { texts } from './texts';

/** The answer that names the places. */
const PLACES = 'places';

/** What people chose, by its name among the answers of a command. */
class Chosen<Place> {
  readonly #places = new Map<string, ReadonlyMap<string, Place>>();
  readonly #choose: (names: readonly string[]) => Promise<readonly Place[] | null>;

  constructor(choose: (names: readonly string[]) => Promise<readonly Place[] | null>) {
    this.#choose = choose;
  }

  /** Asks where the files of these objects go; null: the person took it back. */
  async ask(targets: readonly Target[], input: Input, nameOf: (target: Target) => string): Promise<Input | null> {
    const places = await this.#choose(distinct(targets.map(nameOf)));
    if (places === null) return null;
    const key = `places ${this.#places.size}`;
    this.#places.set(
      key,
      new Map(targets.flatMap(({ ref }, at) => (places[at] === undefined ? [] : [[ref, places[at]]]))),
    );
    return { ...input, [PLACES]: key };
  }

  of(target: Target, input: Input): Place {
    const place = this.#places.get(textInput(input, PLACES))?.get(target.ref);
    if (place === undefined) throw new Error('No place was chosen.');
    return place;
  }
}

const files = new Chosen<Destination>(chooseDestinations);
const folders = new Chosen<FolderDestination>(chooseFolders);

type Ask = Chosen<unknown>['ask'];

/** Asks for a place for one file of each object. */
export const choosePlaces: Ask = (...asked) => files.ask(...asked);

/** Where the file of an object goes. */
export const placeOf = (target: Target, input: Input): Destination => files.of(target, input);

/** Asks for a place for several files of each object. */
export const chooseFolderPlaces: Ask = (...asked) => folders.ask(...asked);

/** Where the files of an object go. */
export const folderOf = (target: Target, input: Input): FolderDestination => folders.of(target, input);

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
