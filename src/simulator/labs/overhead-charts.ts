import type { LabChart, LabPublished } from '../../control/labs/lab';
import { STORAGE_FIGURES } from '../physics/calibration/published/storage';
import { bytesOf, type Crowd, type Curve, type LabPath, type Size } from './overhead-measured';
import { figureOf, publishedText } from './published';
import type { LabDevice } from './overhead-world';
import { SLICES } from './overhead-xray';

export const PATH_NAMES: Readonly<Record<LabPath, string>> = {
  dom0: 'Control domain itself',
  blkback: 'blkback',
  'blkback-persistent': 'blkback, persistent grants',
  tapdisk2: 'tapdisk2',
  qdisk: 'qdisk',
  tapdisk3: 'tapdisk3',
};
export const DEVICE_NAMES: Readonly<Record<LabDevice, string>> = {
  'wd-blue': 'WD Blue',
  'sas-raid0': 'SAS RAID0',
  'ssd-raid0': 'SSD RAID0',
  'ram-disk': 'RAM disk',
};

/** Points of one reader with one request in flight that were published. */
export const POINTS = [
  { id: 'wd-dom0-16k', device: 'wd-blue', path: 'dom0', size: '16k' },
  { id: 'wd-blkback-max', device: 'wd-blue', path: 'blkback', size: '512k' },
  { id: 'wd-td2-max', device: 'wd-blue', path: 'tapdisk2', size: '512k' },
  { id: 'sas-dom0-48k', device: 'sas-raid0', path: 'dom0', size: '48k' },
  { id: 'sas-blkback-116k', device: 'sas-raid0', path: 'blkback', size: '116k' },
  { id: 'ssd-dom0-1m', device: 'ssd-raid0', path: 'dom0', size: '1m' },
  { id: 'ssd-dom0-2m', device: 'ssd-raid0', path: 'dom0', size: '2m' },
  { id: 'ssd-td2-1m', device: 'ssd-raid0', path: 'tapdisk2', size: '1m' },
  { id: 'ssd-td2-2m', device: 'ssd-raid0', path: 'tapdisk2', size: '2m' },
  { id: 'ssd-qdisk-2m', device: 'ssd-raid0', path: 'qdisk', size: '2m' },
] as const satisfies readonly {
  readonly id: (typeof STORAGE_FIGURES)[number]['id'];
  readonly device: LabDevice;
  readonly path: LabPath;
  readonly size: Size;
}[];

/** Requests a second of many guests that were published. */
export const CROWDS = [
  { id: 'grant-5', path: 'blkback', guests: 5 },
  { id: 'grant-10', path: 'blkback', guests: 10 },
  { id: 'grant-15', path: 'blkback', guests: 15 },
  { id: 'pers-15', path: 'blkback-persistent', guests: 15 },
] as const;

export function sizeText(size: Size): string {
  return size.replace(/(\d+)([km]?)/, (_, digits: string, unit: string) => {
    return `${digits} ${unit === 'm' ? 'MiB' : unit === 'k' ? 'KiB' : 'B'}`;
  });
}

/** @param isAsPublished one request in flight, as in the measurements */
export function curveChart(device: LabDevice, curves: readonly Curve[], isAsPublished: boolean): LabChart {
  const points = POINTS.filter((point) => point.device === device && curves.some(({ path }) => path === point.path));
  return {
    id: device,
    title: `${DEVICE_NAMES[device]}: reading, by size of requests`,
    kind: 'lines',
    x: { label: 'Size of a request', unit: 'B', scale: 'bytes' },
    y: { label: 'Throughput', unit: 'MB/s', scale: 'linear' },
    series: curves.map(({ path, bySize }) => ({
      id: path,
      name: PATH_NAMES[path],
      points: [...bySize].map(([size, y]) => ({ x: bytesOf(size), y })),
    })),
    published: !isAsPublished
      ? []
      : points.map(({ id, path, size }): LabPublished => {
          const { published, source } = figureOf(STORAGE_FIGURES, id);
          const label = `${PATH_NAMES[path]}, ${sizeText(size)}: ${published} MB/s`;
          return { id, label, series: path, x: bytesOf(size), y: published, source };
        }),
  };
}

export function xrayChart(device: LabDevice, curves: readonly Curve[], size: Size): LabChart {
  return {
    id: `${device}-xray`,
    title: `${DEVICE_NAMES[device]}: where the time of a request of ${sizeText(size)} goes`,
    kind: 'stacked',
    x: { label: 'Way of the request', unit: '', scale: 'names' },
    y: { label: 'Time that the guest waits', unit: 'µs', scale: 'linear' },
    series: SLICES.map((name) => ({
      id: name,
      name,
      points: curves.map(({ path, slices }) => ({
        x: PATH_NAMES[path],
        y: slices.find((slice) => slice.name === name)?.us ?? 0,
      })),
    })),
    published: [],
  };
}

export function manyChart(crowds: readonly Crowd[]): LabChart {
  return {
    id: 'guests',
    title: 'RAM disk: requests of 4 KiB of all guests',
    kind: 'lines',
    x: { label: 'Guests', unit: '', scale: 'linear' },
    y: { label: 'Requests', unit: '1/s', scale: 'linear' },
    series: crowds.map(({ path, byGuests }) => ({
      id: path,
      name: PATH_NAMES[path],
      points: byGuests.map((y, at) => ({ x: at + 1, y })),
    })),
    published: CROWDS.flatMap(({ id, path, guests }): readonly LabPublished[] => {
      if ((crowds.find((crowd) => crowd.path === path)?.byGuests.length ?? 0) < guests) return [];
      const { published, source } = figureOf(STORAGE_FIGURES, id);
      const label = `${PATH_NAMES[path]}: ${publishedText(published)} requests/s`;
      return [{ id, label, series: path, x: guests, y: published, source }];
    }),
  };
}
