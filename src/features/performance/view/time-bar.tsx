import type { ReactNode } from 'react';
import { ChevronLeft, ChevronRight, Radio, ZoomIn, ZoomOut } from 'lucide-react';
import { Button, IconButton } from '../../../ui/actions/button';
import { MenuButton } from '../../../ui/actions/menu-button';
import type { TimeWindow } from '../../../ui/chart/time/time-spec';
import { fullText, zoneText } from '../../../ui/chart/time/time-ticks';
import { zoomed } from '../../../ui/chart/time/window';
import { SegmentedControl } from '../../../ui/forms/radio-group';
import { Select } from '../../../ui/forms/select';
import styles from '../performance.module.css';
import { texts } from '../texts';
import { ZONES } from './view-words';
import type { PerformanceView, Zone } from './view-words';

export interface TimeBarProps {
  readonly view: PerformanceView;
  readonly window: TimeWindow;
  readonly onLast: (lastS: number) => void;
  readonly onWindow: (window: TimeWindow) => void;
  readonly onZone: (zone: Zone) => void;
  /** What else can be done with all graphs. */
  readonly children: ReactNode;
}

const OTHER = 'other';
const RANGES = Object.keys(texts.ranges);

/** Which time is shown: how much of the newest, or any other by steps; drags on graphs and overview do the same. */
export function TimeBar({ view, window, onLast, onWindow, onZone, children }: TimeBarProps) {
  const { fromS, toS, aheadS } = window;
  const span = toS - fromS;
  const value = view.lastS === null ? OTHER : (RANGES.find((each) => Number(each) === view.lastS) ?? OTHER);
  const options = [
    ...RANGES.map((each) => ({ value: each, label: texts.ranges[Number(each)] ?? '' })),
    ...(value === OTHER ? [{ value: OTHER, label: texts.otherRange }] : []),
  ];
  const choose = (next: string): void => {
    if (next !== OTHER) onLast(Number(next));
  };
  const move = (by: number): void => onWindow({ fromS: fromS + by * span, toS: toS + by * span });
  const zoom = (factor: number): void =>
    onWindow(zoomed(window, view.lastS === null ? (fromS + toS) / 2 : toS, factor));
  return (
    <div className={styles['timeBar']}>
      <div className={styles['wide']}>
        <SegmentedControl label={texts.range} hideLabel options={options} value={value} onChange={choose} />
      </div>
      <div className={styles['narrow']}>
        <Select label={texts.range} hideLabel options={options} value={value} onChange={choose} />
      </div>
      <div className={styles['steps']}>
        <IconButton label={texts.earlier} icon={<ChevronLeft />} onPress={() => move(-0.5)} />
        <IconButton
          label={texts.later}
          icon={<ChevronRight />}
          disabledReason={view.lastS === null ? null : texts.followsNow}
          onPress={() => move(0.5)}
        />
        <IconButton label={texts.zoomIn} icon={<ZoomIn />} onPress={() => zoom(0.5)} />
        <IconButton label={texts.zoomOut} icon={<ZoomOut />} onPress={() => zoom(2)} />
      </div>
      {view.lastS === null ? (
        <Button icon={<Radio size={16} />} onPress={() => onLast(Math.round(span))}>
          {texts.goLive}
        </Button>
      ) : (
        <span className={styles['live']} title={texts.followsNow}>
          <Radio size={14} aria-hidden="true" /> {texts.live}
        </span>
      )}
      <div className={styles['actions']}>{children}</div>
      <span className={styles['span']} data-numeric="">
        {texts.span(fullText(fromS, aheadS), fullText(toS, aheadS))}
      </span>
      <MenuButton
        label={texts.zone(zoneText(toS, aheadS))}
        variant="quiet"
        entries={ZONES.map((zone) => ({
          id: zone,
          label: texts.zones[zone],
          checked: view.zone === zone,
          onAction: () => onZone(zone),
        }))}
        placement="bottom end"
      />
    </div>
  );
}
