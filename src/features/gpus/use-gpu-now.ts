import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../../xapi/client/contract';
import { useConnection } from '../../xapi/cache/connection-context';
import type { Card } from './gpu-model';

/** What a GPU does at this moment; undefined: its server does not tell. */
export interface GpuNow {
  /** Busy part of its engines, 0 to 1. */
  readonly load?: number;
  readonly usedBytes?: number;
  readonly freeBytes?: number;
  readonly celsius?: number;
  readonly watts?: number;
}

/** Servers work statistics out every five seconds. */
const REFRESH_MS = 5000;

/** Each GPU takes a few calls every time: a pool of a hundred would be asked all the time. */
const MOST_ASKED = 16;

const NOTHING: Readonly<Record<string, GpuNow>> = {};

/** What GPUs do now, by reference, asked of their servers while somebody looks. */
export function useGpuNow(cards: readonly Card[]): Readonly<Record<string, GpuNow>> {
  const connection = useConnection();
  const asked = cards.filter(({ bus }) => bus !== '');
  const { data } = useQuery({
    queryKey: ['gpus now', connection.id, ...asked.map(({ ref }) => ref)],
    queryFn: async () =>
      Object.fromEntries(await Promise.all(asked.map(async (card) => [card.ref, await readGpu(connection, card)]))),
    enabled: asked.length > 0 && asked.length <= MOST_ASKED,
    refetchInterval: REFRESH_MS,
    // A server that goes away keeps its last readings no longer than this.
    gcTime: REFRESH_MS,
  });
  return data ?? NOTHING;
}

async function readGpu(connection: Connection, { host, bus }: Card): Promise<GpuNow> {
  // Data sources write the address with slashes: a colon stands between the parts of their own names.
  const place = bus.replaceAll(':', '/');
  const read = async (what: string): Promise<number | undefined> => {
    try {
      const value = Number(await connection.call('host.query_data_source', host, `gpu_${what}_${place}`));
      return Number.isFinite(value) ? value : undefined;
    } catch {
      // Not every driver has every data source.
      return undefined;
    }
  };
  const [load, usedBytes, freeBytes, celsius, milliwatts] = await Promise.all(
    ['utilisation_compute', 'memory_used', 'memory_free', 'temperature', 'power_usage'].map(read),
  );
  return {
    ...(load !== undefined && { load }),
    ...(usedBytes !== undefined && { usedBytes }),
    ...(freeBytes !== undefined && { freeBytes }),
    ...(celsius !== undefined && { celsius }),
    ...(milliwatts !== undefined && { watts: milliwatts / 1000 }),
  };
}
