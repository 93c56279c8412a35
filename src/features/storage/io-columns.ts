import type { TabColumn } from '../object-grid';
import { formatBytes } from '../values';
import { texts } from './texts';
import type { IoNow } from './use-io-now';

/** A row with what goes through it now. */
export interface WithIo {
  readonly io: IoNow | undefined;
}

export const rateText = (bytesPerS: number | undefined): string =>
  bytesPerS === undefined ? '' : texts.io.perSecond(formatBytes(Math.round(bytesPerS)));

export const latencyText = (latencyUs: number | undefined): string => {
  if (latencyUs === undefined || latencyUs <= 0) return '';
  return latencyUs < 1000 ? texts.io.microseconds(Math.round(latencyUs)) : texts.io.milliseconds(latencyUs / 1000);
};

export const IO_COLUMNS: readonly TabColumn<WithIo>[] = [
  {
    id: 'read',
    header: texts.io.read,
    title: texts.io.hint,
    width: 104,
    align: 'end',
    text: ({ io }) => rateText(io?.readBytesPerS),
    sortValue: ({ io }) => io?.readBytesPerS ?? null,
  },
  {
    id: 'write',
    header: texts.io.write,
    title: texts.io.hint,
    width: 104,
    align: 'end',
    text: ({ io }) => rateText(io?.writeBytesPerS),
    sortValue: ({ io }) => io?.writeBytesPerS ?? null,
  },
  {
    id: 'latency',
    header: texts.io.latency,
    title: texts.io.hint,
    width: 96,
    align: 'end',
    text: ({ io }) => latencyText(io?.latencyUs),
    sortValue: ({ io }) => io?.latencyUs ?? null,
  },
];
