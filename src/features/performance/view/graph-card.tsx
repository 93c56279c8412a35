import { memo, useRef } from 'react';
import { EllipsisVertical, FileSpreadsheet, Image } from 'lucide-react';
import { MenuButton } from '../../../ui/actions/menu-button';
import type { MenuEntry } from '../../../ui/actions/menu';
import type { TimeCursor } from '../../../ui/chart/time/cursor';
import { TimeChart } from '../../../ui/chart/time/time-chart';
import type { TimeChartHandle } from '../../../ui/chart/time/time-chart';
import type { TimeChartSpec, TimeWindow } from '../../../ui/chart/time/time-spec';
import { texts } from '../texts';

export interface GraphCardProps {
  readonly spec: TimeChartSpec;
  readonly note: string;
  readonly cursor: TimeCursor;
  readonly isTable: boolean;
  readonly objectName: string;
  readonly onWindow: (window: TimeWindow) => void;
  /** What else can be done with the graph. */
  readonly entries: readonly MenuEntry[];
}

export const GraphCard = memo(function GraphCard(props: GraphCardProps) {
  const { spec, note, cursor, isTable, objectName, onWindow, entries } = props;
  const chart = useRef<TimeChartHandle>(null);
  const files: readonly MenuEntry[] = [
    {
      id: 'csv',
      label: texts.saveCsv,
      icon: <FileSpreadsheet />,
      onAction: () => chart.current?.saveTable(),
    },
    {
      id: 'png',
      label: texts.savePng,
      icon: <Image />,
      disabledReason: isTable ? texts.pngOfDrawing : null,
      onAction: () => chart.current?.savePicture(),
    },
  ];
  return (
    <TimeChart
      spec={spec}
      note={note}
      cursor={cursor}
      isTable={isTable}
      fileName={texts.file(objectName, spec.title)}
      onWindow={onWindow}
      handle={chart}
      actions={
        <MenuButton
          iconOnly
          size="small"
          placement="bottom end"
          label={texts.graphMenu(spec.title)}
          icon={<EllipsisVertical />}
          entries={entries.length === 0 ? files : [...entries, { kind: 'separator', id: 'files' }, ...files]}
        />
      }
    />
  );
});
