import type { Unit } from '../../../ui/chart/time/units';
import type { Graph, GraphSeries } from '../model/graph';
import type { SourceGroup } from '../model/source-words';
import { texts } from '../texts';
import type { Layout, OwnGraph } from './layout';

/** One thing that a graph can be made of. */
export interface SourceChoice {
  /** As layouts name it. */
  readonly name: string;
  readonly series: GraphSeries;
  readonly unit: Unit;
  readonly group: SourceGroup;
  /** Not recorded until somebody asks for it. */
  readonly isIdle: boolean;
}

/** Finds what a layout names; undefined: it is not there any more. */
export type FindSource = (name: string) => SourceChoice | undefined;

/**
 * The graphs of a layout. One of several units becomes one graph for each of them, since they have no axis in common;
 * their ids begin with the number of the graph.
 */
export function graphsOfLayout({ graphs, colours }: Layout, find: FindSource): readonly Graph[] {
  return graphs.flatMap(({ name, sources }, at): Graph[] => {
    const byUnit = new Map<Unit, GraphSeries[]>();
    for (const source of sources) {
      const choice = find(source);
      if (choice === undefined || choice.isIdle) continue;
      const series = byUnit.get(choice.unit) ?? [];
      series.push({ ...choice.series, colour: colours[source] });
      byUnit.set(choice.unit, series);
    }
    const title = name === '' ? texts.own.unnamed(at + 1) : name;
    if (byUnit.size === 0) return [{ id: String(at), title, unit: 'count', series: [] }];
    return [...byUnit].map(([unit, series]): Graph => ({
      id: byUnit.size === 1 ? String(at) : `${at} ${unit}`,
      title: byUnit.size === 1 ? title : texts.own.part(title, texts.units[unit]),
      unit,
      least: unit === 'share' && series.every(isOfProcessors) ? 1 : undefined,
      series,
    }));
  });
}

/** The number of the graph that one of `graphsOfLayout` belongs to. */
export const numberOf = (graph: { readonly id: string }): number => Number(graph.id.split(' ', 1)[0]);

const isOfProcessors = ({ picks }: GraphSeries): boolean =>
  picks.every(({ name }) => /^(?:cpu|avg_cpu|runstate|gpu_utilisation)/.test(name));

/** More lines than this are too many to begin with: all of them together will do. */
const MOST_CPUS = 8;
const ALL_CPUS: ReadonlySet<string> = new Set(['cpu_avg', 'cpu_usage']);
const ONE_CPU = /^cpu\d+$/;
/** What is needed for used memory alone: XenCenter names what is free and knows the rest. */
const WHOLE_MEMORY: ReadonlySet<string> = new Set(['memory_total_kib']);

/**
 * The graphs that an object begins with as somebody would have made them, so that one more stands beside them.
 * @param bySeries layouts of the object name series, not data sources
 */
export function ownOfDefaults(graphs: readonly Graph[], bySeries: boolean): readonly OwnGraph[] {
  return graphs.map(({ title, series }) => {
    if (bySeries) return { name: title, sources: series.map(({ id }) => id) };
    const names = [...new Set(series.flatMap(({ picks }) => picks.map(({ name }) => name)))];
    const kept = names.filter((name) => !(WHOLE_MEMORY.has(name) && names.length > 1));
    const cpus = kept.filter((name) => ONE_CPU.test(name));
    return {
      name: title,
      sources: cpus.length < MOST_CPUS ? kept : kept.filter((name) => ALL_CPUS.has(name)),
    };
  });
}
