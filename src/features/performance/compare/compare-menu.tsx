import { useCallback, useState } from 'react';
import { GitCompareArrows } from 'lucide-react';
import type { MenuEntry } from '../../../ui/actions/menu';
import { MenuButton } from '../../../ui/actions/menu-button';
import type { ClassName } from '../../../xapi/datamodel/ref';
import type { ObjectId } from '../../navigation';
import { useDerived } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { texts } from '../texts';
import { TOPS } from '../view/view-words';
import type { PerformanceView } from '../view/view-words';
import { CompareDialog } from './compare-dialog';
import { COMPARED_KINDS, comparables } from './compare-graphs';
import type { Comparable, ComparedKind } from './compare-graphs';

export interface CompareMenuProps {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly view: PerformanceView;
  readonly change: (patch: Partial<PerformanceView>) => void;
}

/** Kinds in whose scope VMs run. */
const WITH_VMS: readonly ObjectKind[] = ['pool', 'host', 'sr', 'network'];

/** What graphs are compared with: the time before, other objects, or the busiest machines. */
export function CompareMenu({ id, kind, name, view, change }: CompareMenuProps) {
  const [isChoosing, setChoosing] = useState(false);
  const compared = COMPARED_KINDS.find((each) => each === kind);
  const entries: MenuEntry[] = [
    {
      id: 'before',
      label: texts.compare.period,
      checked: view.isCompared,
      onAction: () => change({ isCompared: !view.isCompared }),
    },
  ];
  if (compared !== undefined)
    entries.push({
      id: 'others',
      label: texts.compare.others[compared],
      checked: view.others.length > 0,
      onAction: () => setChoosing(true),
    });
  if (WITH_VMS.includes(kind))
    for (const top of TOPS) {
      entries.push({
        id: `top ${top}`,
        label: texts.compare.top(top),
        checked: view.top === top,
        onAction: () => change({ top: view.top === top ? 0 : top, others: [] }),
      });
    }
  return (
    <>
      <MenuButton label={texts.compare.verb} icon={<GitCompareArrows size={16} />} entries={entries} />
      {isChoosing && compared !== undefined ? (
        <Choosing
          id={id}
          kind={compared}
          name={name}
          chosen={view.others}
          onClose={() => setChoosing(false)}
          onChoose={(others) => {
            setChoosing(false);
            change({ others, top: 0 });
          }}
        />
      ) : null}
    </>
  );
}

interface ChoosingProps {
  readonly id: ObjectId;
  readonly kind: ComparedKind;
  readonly name: string;
  readonly chosen: readonly string[];
  readonly onClose: () => void;
  readonly onChoose: (refs: readonly string[]) => void;
}

function Choosing({ id, kind, ...dialog }: ChoosingProps) {
  const select = useCallback((inventory: Inventory) => comparables(inventory, kind, id.ref), [kind, id.ref]);
  const all = useDerived(CLASSES[kind], select, sameComparables);
  return <CompareDialog all={all} {...dialog} />;
}

const CLASSES: Record<ComparedKind, readonly ClassName[]> = {
  vm: ['VM'],
  host: ['host', 'host_metrics'],
  sr: ['SR', 'PBD'],
};

const sameComparables = (a: readonly Comparable[], b: readonly Comparable[]): boolean =>
  a.length === b.length && a.every((each, at) => each.ref === b[at]?.ref && each.name === b[at].name);
