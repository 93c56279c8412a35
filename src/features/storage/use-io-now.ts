import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../../xapi/client/contract';
import { useConnection } from '../../xapi/cache/connection-context';
import type { Ref } from '../../xapi/datamodel/ref';

/** What goes through a disk or a repository at this moment; undefined: nobody tells. */
export interface IoNow {
  readonly readBytesPerS: number | undefined;
  readonly writeBytesPerS: number | undefined;
  readonly latencyUs: number | undefined;
}

/** Somebody who measures: a VM its disk, a server a repository. */
export interface Measured {
  readonly key: string;
  readonly owner: { readonly vm: Ref<'VM'> } | { readonly host: Ref<'host'> };
  /** The name of a data source from the one of the figure: `vbd_xvda_read`, `read_0a1b2c3d`. */
  readonly source: (figure: Figure) => string;
}

type Figure = 'io_throughput_read' | 'io_throughput_write' | 'latency';

/** Servers work statistics out every five seconds. */
const REFRESH_MS = 5000;

/** Each takes three calls every time: more than this would keep the pool busy. */
const MOST_ASKED = 32;

const MIB = 2 ** 20;

export type IoByKey = Readonly<Record<string, IoNow>>;

const NOTHING: IoByKey = {};

/** The disk of a running VM, by the name of its device. */
export const diskOfVm = (vm: Ref<'VM'>, device: string): Measured => ({
  key: device,
  owner: { vm },
  source: (figure) => `vbd_${device}_${figure}`,
});

/** What a server does with a repository. */
export const repositoryOf = (key: string, host: Ref<'host'>, uuid: string): Measured => ({
  key,
  owner: { host },
  source: (figure) => `${figure}_${uuid.slice(0, 8)}`,
});

/** What goes through each of these now, by key, asked for while somebody looks. */
export function useIoNow(asked: readonly Measured[]): IoByKey {
  const connection = useConnection();
  const { data } = useQuery({
    queryKey: ['io now', connection.id, ...asked.map(({ key, source }) => `${key} ${source('latency')}`)],
    queryFn: async () =>
      Object.fromEntries(await Promise.all(asked.map(async (each) => [each.key, await readIo(connection, each)]))),
    enabled: asked.length > 0 && asked.length <= MOST_ASKED,
    refetchInterval: REFRESH_MS,
    gcTime: REFRESH_MS,
  });
  return data ?? NOTHING;
}

export async function readIo(connection: Connection, { owner, source }: Measured): Promise<IoNow> {
  const ask = async (figure: Figure): Promise<number | undefined> => {
    try {
      const name = source(figure);
      const value = Number(
        'vm' in owner
          ? await connection.call('VM.query_data_source', owner.vm, name)
          : await connection.call('host.query_data_source', owner.host, name),
      );
      return Number.isFinite(value) ? value : undefined;
    } catch {
      // What has just gone, or was never measured, has no data source.
      return undefined;
    }
  };
  const [reads, writes, latencyUs] = await Promise.all([
    ask('io_throughput_read'),
    ask('io_throughput_write'),
    ask('latency'),
  ]);
  return {
    readBytesPerS: reads === undefined ? undefined : reads * MIB,
    writeBytesPerS: writes === undefined ? undefined : writes * MIB,
    latencyUs,
  };
}

/** All of it together; the latency is that of the slowest. */
export function totalIo(all: readonly IoNow[]): IoNow {
  const sum = (figure: 'readBytesPerS' | 'writeBytesPerS'): number | undefined => {
    const told = all.flatMap((each) => each[figure] ?? []);
    return told.length === 0 ? undefined : told.reduce((total, value) => total + value, 0);
  };
  const latencies = all.flatMap(({ latencyUs }) => latencyUs ?? []);
  return {
    readBytesPerS: sum('readBytesPerS'),
    writeBytesPerS: sum('writeBytesPerS'),
    latencyUs: latencies.length === 0 ? undefined : Math.max(...latencies),
  };
}
