import type { LabFinding } from '../../control/labs/lab';
import { STORAGE_FIGURES } from '../physics/calibration/published/storage';
import type { Crowd, Curve, LabPath, Size } from './overhead-measured';
import { CROWDS, DEVICE_NAMES, PATH_NAMES, POINTS, sizeText } from './overhead-charts';
import type { LabDevice } from './overhead-world';
import { compareWith, figureOf } from './published';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Of one reader with one request in flight: what was published, then what the publications claim without figures. */
export function oneFindings(curves: readonly Curve[]): readonly LabFinding[] {
  const rateOf = (device: LabDevice, path: LabPath, size: Size): number | undefined =>
    curves.find((curve) => curve.device === device && curve.path === path)?.bySize.get(size);
  const published = POINTS.flatMap(({ id, device, path, size }): readonly LabFinding[] => {
    const rate = rateOf(device, path, size);
    if (rate === undefined) return [];
    const figure = figureOf(STORAGE_FIGURES, id);
    const what = `${DEVICE_NAMES[device]}, ${PATH_NAMES[path]}, ${sizeText(size)}`;
    return [compareWith(figure, what, rate, figure.published, 'MB/s')];
  });
  const beside = (what: string, device: LabDevice, paths: readonly LabPath[], size: Size): readonly LabFinding[] => {
    const rates = paths.map((path) => rateOf(device, path, size));
    if (rates.includes(undefined)) return [];
    return [{ what, measured: `${rates.map((rate) => short.format(rate ?? 0)).join(', ')} MB/s` }];
  };
  return [
    ...published,
    ...beside(
      'WD Blue, 4 KiB: control domain itself, blkback, tapdisk2',
      'wd-blue',
      ['dom0', 'blkback', 'tapdisk2'],
      '4k',
    ),
    ...beside('SAS RAID0, 256 KiB: blkback, qdisk, tapdisk2', 'sas-raid0', ['blkback', 'qdisk', 'tapdisk2'], '256k'),
    ...beside(
      'SSD RAID0, 128 KiB, one guest: blkback without and with persistent grants',
      'ssd-raid0',
      ['blkback', 'blkback-persistent'],
      '128k',
    ),
  ];
}

/** Of many guests on a RAM disk. */
export function manyFindings(crowds: readonly Crowd[]): readonly LabFinding[] {
  const published = CROWDS.flatMap(({ id, path, guests }): readonly LabFinding[] => {
    const requests = crowds.find((crowd) => crowd.path === path)?.byGuests[guests - 1];
    if (requests === undefined) return [];
    const figure = figureOf(STORAGE_FIGURES, id);
    return [
      compareWith(figure, `RAM disk, ${PATH_NAMES[path]}, ${guests} guests`, requests, figure.published, 'requests/s'),
    ];
  });
  const [mapped, persistent] = crowds;
  if (mapped === undefined || persistent === undefined) return published;
  const gains = persistent.byGuests.findIndex((requests, at) => requests > (mapped.byGuests[at] ?? Infinity));
  if (gains < 0) return published;
  return [
    ...published,
    { what: 'RAM disk: persistent grants pay from', measured: `${whole.format(gains + 1)} guests on` },
  ];
}
