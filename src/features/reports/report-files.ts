import { textOf } from './report';
import type { Section, Source } from './report';
import { texts } from './texts';

export type Table = readonly (readonly string[])[];

export function tableOf({ columns, rows }: Section): Table {
  return [columns, ...rows.map((cells) => cells.map(textOf))];
}

/** Which pools it is about. */
export function headTable(sources: readonly Source[]): Table {
  return [[texts.pool, texts.uuid], ...sources.map(({ name, uuid }) => [name, uuid])];
}

/** One file: the pools, then the tables, each below its title and an empty line. */
export function wholeTable(sources: readonly Source[], sections: readonly Section[]): Table {
  return [...headTable(sources), ...sections.flatMap((each) => [[], [each.title], ...tableOf(each)])];
}
