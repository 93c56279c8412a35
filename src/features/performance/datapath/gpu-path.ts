import { formatReading } from '../../../ui/chart/time/units';
import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, pgpuName, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { combined, MOST_LINES, single } from '../model/graph';
import type { GraphSeries, Owner, Pick } from '../model/graph';
import { hostOwner } from '../model/owners';
import { texts } from '../texts';
import type { Now, Path, Suspect, Verdict } from './path';

const words = texts.datapath.gpu;
const FULL = 0.95;
const HOT_CELSIUS = 85;
const HARDLY_ANY = 0.01;
const MILLI = 1e-3;

interface Card {
  readonly owner: Owner;
  readonly address: string;
  readonly name: string;
  readonly machines: number;
}

/** The way of frames through GPUs: of one, of a group, or of a server. */
export function gpuPath(inventory: Inventory, isIn: (ref: Ref<'PGPU'>) => boolean): Path | null {
  const cards = [...rows(inventory, 'PGPU')].flatMap(([ref, pgpu]): Card[] => {
    const owner = isIn(ref) ? hostOwner(inventory, pgpu.host) : null;
    const bus = row(inventory, 'PCI', pgpu.PCI)?.pci_id;
    if (owner === null || bus === undefined) return [];
    const name = `${pgpuName(inventory, pgpu)}, ${nameOf(inventory, 'host', pgpu.host) ?? ''} ${bus}`;
    return [{ owner, address: bus.replaceAll(':', '/'), name, machines: pgpu.resident_VGPUs.length }];
  });
  if (cards.length === 0) return null;
  const on = (figure: string): readonly Pick[] =>
    cards.map(({ owner, address }) => ({ owner, name: `gpu_${figure}_${address}` }));
  const each = (figure: string, factor = 1): readonly Suspect[] =>
    cards.map(({ owner, address, name }) => ({
      name,
      series: single({ owner, name: `gpu_${figure}_${address}` }, name, factor),
    }));
  const lines = (suspects: readonly Suspect[]): readonly GraphSeries[] =>
    suspects.slice(0, MOST_LINES).map(({ series }) => series);
  const [engines, access, heat] = [each('utilisation_compute'), each('utilisation_memory_io'), each('temperature')];
  const used = combined('memory used', texts.series.used, on('memory_used'), 1, 'sum');
  const free = combined('memory free', texts.series.free, on('memory_free'), 1, 'sum');
  const power = combined('power', words.power, on('power_usage'), MILLI, 'sum');
  return {
    id: 'gpu',
    title: words.title,
    suspects: { engines, access, heat },
    baseline: null,
    stages: [
      {
        id: 'guest',
        title: words.guest,
        what: words.guestWhat(
          cards.reduce((sum, { machines }) => sum + machines, 0),
          cards.length,
        ),
        facts: [],
        graphs: [],
      },
      {
        id: 'engine',
        title: words.engine,
        what: words.engineWhat,
        facts: [
          {
            id: 'engine',
            label: words.busy,
            unit: 'share',
            series: combined('engine', words.busy, on('utilisation_compute'), 1, 'most'),
          },
        ],
        load: 'engine',
        graphs: [{ id: 'engine', title: words.busy, unit: 'share', least: 1, series: lines(engines) }],
      },
      {
        id: 'memory',
        title: words.memory,
        what: words.memoryWhat,
        facts: [
          {
            id: 'access',
            label: words.access,
            unit: 'share',
            series: combined('access', words.access, on('utilisation_memory_io'), 1, 'most'),
          },
          { id: 'memory used', label: texts.series.used, unit: 'bytes', series: used },
          { id: 'memory free', label: texts.series.free, unit: 'bytes', series: free },
        ],
        load: 'access',
        graphs: [
          { id: 'access', title: words.access, unit: 'share', least: 1, series: lines(access) },
          { id: 'memory', title: texts.graphs.gpuMemory, unit: 'bytes', series: [used, free] },
        ],
      },
      {
        id: 'board',
        title: words.board,
        what: words.boardWhat,
        facts: [
          {
            id: 'heat',
            label: words.temperature,
            unit: 'celsius',
            series: combined('heat', words.temperature, on('temperature'), 1, 'most'),
          },
          { id: 'power', label: words.power, unit: 'watts', series: power },
        ],
        graphs: [
          { id: 'heat', title: words.temperature, unit: 'celsius', series: lines(heat) },
          { id: 'power', title: words.power, unit: 'watts', series: lines(each('power_usage', MILLI)) },
        ],
      },
    ],
  };
}

export function judgeGpu({ most }: Now): Verdict {
  const { engines, access, heat } = most;
  if (engines === undefined) return { stage: null, sentence: texts.datapath.unknown };
  const share = (value: number): string => formatReading('share', value);
  if (heat !== undefined && heat.value >= HOT_CELSIUS)
    return { stage: 'board', sentence: words.hot(heat.name, formatReading('celsius', heat.value)) };
  if (access !== undefined && access.value >= FULL && access.value > engines.value)
    return { stage: 'memory', sentence: words.memoryFull(access.name, share(access.value)) };
  if (engines.value >= FULL) return { stage: 'engine', sentence: words.engineFull(engines.name, share(engines.value)) };
  if (engines.value < HARDLY_ANY) return { stage: null, sentence: words.idle };
  return { stage: null, sentence: words.none(engines.name, share(engines.value)) };
}
