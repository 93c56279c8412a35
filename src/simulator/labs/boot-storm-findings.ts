import type { LabFinding } from '../../control/labs/lab';
import { STORAGE_FIGURES } from '../physics/calibration/published/storage';
import type { Storm } from './boot-storm';
import { CACHING_NAMES, median } from './boot-storm-charts';
import { compareWith, figureOf } from './published';

const STEP_S = 5;
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Bytes that the servers moved in a storm. */
function bytesOf({ course }: Storm): {
  readonly delivered: number;
  readonly read: number;
  readonly written: number;
} {
  const sum = (of: (moment: Storm['course'][number]) => number): number =>
    course.reduce((all, moment) => all + STEP_S * of(moment), 0);
  return {
    delivered: sum(({ deliveredPerS }) => deliveredPerS),
    read: sum(({ readPerS }) => readPerS),
    written: sum(({ writtenPerS }) => writtenPerS),
  };
}

/** Of the largest storm, without caching and with it. */
export function findingsOf(storms: readonly Storm[]): readonly LabFinding[] {
  const [first] = storms;
  if (first === undefined) return [];
  const { read, written } = bytesOf(first);
  const share = compareWith(
    figureOf(STORAGE_FIGURES, 'boot-reads'),
    'Part of what booting guests move that they read',
    (100 * read) / (read + written),
    figureOf(STORAGE_FIGURES, 'boot-reads').published,
    '%',
  );
  const own = storms.flatMap((storm): readonly LabFinding[] => {
    const name = `${CACHING_NAMES[storm.caching]}, ${storm.desktops} desktops`;
    const { upS } = storm;
    return [
      {
        what: `${name}: all up, half of them up`,
        measured: `${number.format(upS.at(-1) ?? 0)} s, ${number.format(median(upS))} s`,
      },
      { what: `${name}: delivered by the filer`, measured: `${number.format(bytesOf(storm).delivered / 1e9)} GB` },
    ];
  });
  const off = storms.find(({ caching }) => caching === 'off');
  const others = storms.filter(({ caching }) => caching !== 'off');
  if (off === undefined) return [share, ...own];
  const compared = others.flatMap((on): readonly LabFinding[] => {
    const sooner = (off.upS.at(-1) ?? 0) / (on.upS.at(-1) ?? 1);
    const fewer = bytesOf(off).delivered / bytesOf(on).delivered;
    // Every storm is compared with the one without; a name tells them apart when there are several.
    const than = others.length > 1 ? ` (against ${on.caching === 'disk' ? 'IntelliCache' : 'read caching'})` : '';
    return [
      { what: `Without caching, until all are up${than}`, measured: `${number.format(sooner)} times as long` },
      { what: `Without caching, delivered by the filer${than}`, measured: `${number.format(fewer)} times as much` },
    ];
  });
  return [share, ...own, ...compared];
}
