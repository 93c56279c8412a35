import { useCallback, useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../../xapi/cache/connection-context';
import { useDerived } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { compareNatural } from '../../values';
import { GRAPH_CLASSES } from '../model/default-graphs';
import type { Graph, GraphSeries, Owner } from '../model/graph';
import { hostDevices, hostOwner, vmDevices, vmOwner } from '../model/owners';
import { seriesOfSource } from '../model/series-of-source';
import { sourceWords } from '../model/source-words';
import type { FindSource, SourceChoice } from './own-graphs';

/** What is told of a data source. */
interface Told {
  readonly name: string;
  readonly units: string;
  readonly isIdle: boolean;
}

export interface Sources {
  readonly find: FindSource;
  /** In the order of groups and names. */
  readonly all: readonly SourceChoice[];
  /** Whether layouts name series of the object, not data sources. */
  readonly bySeries: boolean;
}

/** Those that others are made of, and say nothing alone. */
const HIDDEN: ReadonlySet<string> = new Set(['memory_total_kib']);

/**
 * What graphs of an object can be made of: the data sources of a server or a VM, as they say themselves; of others the
 * series of the graphs that they begin with.
 * @param named what layouts name: drawn before the object has said what it has
 */
export function useSources(
  kind: ObjectKind,
  ref: string,
  defaults: readonly Graph[],
  named: readonly string[],
  isAsked: boolean,
): Sources {
  const connection = useConnection();
  const bySeries = kind !== 'host' && kind !== 'vm';
  const { data: told } = useQuery({
    queryKey: ['data sources', connection.id, kind, ref],
    enabled: isAsked && !bySeries,
    queryFn: async (): Promise<readonly Told[]> => {
      const list =
        kind === 'vm'
          ? await connection.call('VM.get_data_sources', ref)
          : await connection.call('host.get_data_sources', ref);
      return list.map(({ name_label: name, units, enabled }) => ({ name, units, isIdle: !enabled }));
    },
    retry: false,
  });
  const select = useCallback(
    (inventory: Inventory) => (bySeries ? ofSeries(defaults) : ofSources(inventory, kind, ref, told, defaults, named)),
    [bySeries, kind, ref, told, defaults, named],
  );
  const all = useDerived(GRAPH_CLASSES, select, sameChoices);
  return useMemo(() => {
    const byName = new Map(all.map((each) => [each.name, each]));
    return { find: (name) => byName.get(name), all: all.filter(({ name }) => !HIDDEN.has(name)), bySeries };
  }, [all, bySeries]);
}

const sameChoices = (a: readonly SourceChoice[], b: readonly SourceChoice[]): boolean =>
  a.length === b.length && JSON.stringify(a) === JSON.stringify(b);

function ofSeries(graphs: readonly Graph[]): readonly SourceChoice[] {
  const choices = new Map<string, SourceChoice>();
  for (const { title, unit, series } of graphs) {
    for (const each of series) {
      const named: GraphSeries = series.length === 1 ? each : { ...each, name: `${title}: ${each.name}` };
      choices.set(each.id, { name: each.id, series: named, unit, group: 'other', isIdle: false });
    }
  }
  return [...choices.values()];
}

function ofSources(
  inventory: Inventory,
  kind: ObjectKind,
  ref: string,
  told: readonly Told[] | undefined,
  defaults: readonly Graph[],
  named: readonly string[],
): readonly SourceChoice[] {
  const owner: Owner | null = kind === 'vm' ? vmOwner(inventory, ref) : hostOwner(inventory, ref);
  if (owner === null) return [];
  const names = kind === 'vm' ? vmDevices(inventory, ref) : hostDevices(inventory, ref);
  // A machine that does not run tells of none: those of its graphs are known all the same.
  const known =
    told ?? [...new Set([...namesIn(defaults), ...named])].map((name): Told => ({ name, units: '', isIdle: false }));
  return known
    .map(({ name, units, isIdle }): SourceChoice => {
      const { series, unit } = seriesOfSource(owner, name, names, units);
      return { name, series, unit, isIdle, group: sourceWords(owner.subject, name, names, units).group };
    })
    .toSorted((a, b) => compareNatural(a.series.name, b.series.name));
}

const namesIn = (graphs: readonly Graph[]): readonly string[] =>
  graphs.flatMap(({ series }) => series.flatMap(({ picks }) => picks.map(({ name }) => name)));
