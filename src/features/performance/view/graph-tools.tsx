import { Plus, X } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { CompareMenu } from '../compare/compare-menu';
import type { ObjectId } from '../../navigation';
import type { ObjectKind } from '../../objects';
import type { GraphActions } from '../own/use-graph-actions';
import type { OwnGraphs } from '../own/use-own-graphs';
import { texts } from '../texts';
import type { PerformanceView } from './view-words';

/** The graph that is made, as the address says it. */
export const NEW = 'new';

export interface GraphToolsProps {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly view: PerformanceView;
  readonly change: (patch: Partial<PerformanceView>) => void;
  readonly own: OwnGraphs;
  readonly actions: GraphActions;
}

/** What can be done with the graphs of an object together: compared, made, and taken back to those that it begins with. */
export function GraphTools({ id, kind, name, view, change, own, actions }: GraphToolsProps) {
  const isCompared = view.others.length > 0 || view.top > 0;
  return (
    <>
      <CompareMenu id={id} kind={kind} name={name} view={view} change={change} />
      {!isCompared ? null : (
        <Button variant="quiet" icon={<X size={16} />} onPress={() => change({ others: [], top: 0 })}>
          {texts.compare.end}
        </Button>
      )}
      <Button
        variant="quiet"
        icon={<Plus size={16} />}
        disabledReason={!isCompared ? actions.reason : texts.compare.noEdit}
        onPress={() => change({ graph: NEW })}
      >
        {texts.own.create}
      </Button>
      {own.isOwn && !isCompared ? (
        <Button
          variant="quiet"
          disabledReason={actions.reason}
          tooltip={texts.own.restoreHint}
          onPress={actions.restore}
        >
          {texts.own.restore}
        </Button>
      ) : null}
    </>
  );
}
