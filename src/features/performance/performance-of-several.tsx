import { useCallback, useMemo } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import { useNavigation } from '../navigation';
import { kindOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatCount } from '../values';
import { PerformanceTab } from './performance-tab';
import styles from './performance.module.css';
import { texts } from './texts';
import { MOST_OTHERS } from './view/view-words';

const KIND_CLASSES: readonly ClassName[] = ['VM', 'host', 'SR'];
const MOST = MOST_OTHERS + 1;

/** What the selected objects of one kind do, a line each in the same graphs. */
export function PerformanceOfSeveral() {
  const { selection } = useNavigation().state;
  const [first] = selection;
  const key = selection
    .slice(1, MOST)
    .map(({ ref }) => ref)
    .join(' ');
  const beside = useMemo(() => key.split(' '), [key]);
  const kind = useDerived(
    KIND_CLASSES,
    useCallback((inventory: Inventory) => first && kindOf(inventory, first.class, first.ref), [first]),
  );
  if (!first || !kind) return null;
  return (
    <>
      {selection.length > MOST ? (
        <p className={styles['quiet']}>{texts.compare.mostShown(formatCount(MOST), formatCount(selection.length))}</p>
      ) : null}
      <PerformanceTab key={first.ref} id={first} kind={kind} beside={beside} />
    </>
  );
}
