import { FastForward, Pause, Play, SkipForward } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ClockState } from '../../control/protocol';
import { formatDuration } from '../../features/values';
import type { ServerClock } from '../../features/values';
import { IconButton } from '../../ui/actions/button';
import type { MenuEntry } from '../../ui/actions/menu';
import { MenuButton } from '../../ui/actions/menu-button';
import { usePool } from '../connections/pool-context';
import { setBar } from './bar-store';
import styles from './simulator-bar.module.css';
import { texts } from './texts';
import { SPEEDS } from './speeds';
import { clockParts } from './time-input';
import type { WorldActions } from './world-actions';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Writes the running time straight into the page, ten times a second at most, without rendering anything. */
function ClockFace({ state }: { readonly state: ClockState }) {
  const { clock } = usePool();
  const face = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    const show = () => {
      const { date, time } = clockParts(clock.nowMs());
      const [dateNode, timeNode] = face.current?.children ?? [];
      if (dateNode && dateNode.textContent !== date) dateNode.textContent = date;
      if (timeNode && timeNode.textContent !== time) timeNode.textContent = time;
    };
    show();
    if (state.paused) return undefined;
    const timer = setInterval(show, state.speed >= 10 ? 100 : 250);
    return () => clearInterval(timer);
  }, [clock, state]);
  const { date, time } = clockParts(state.nowMs);
  return (
    <time ref={face} className={styles['face']} role="timer" aria-label={texts.clock.label}>
      <span className={styles['date']}>{date}</span>
      <span className={styles['time']}>{time}</span>
    </time>
  );
}

function stepEntries(clock: ServerClock, actions: WorldActions): MenuEntry[] {
  const by = (id: string, label: string, spanMs: number): MenuEntry => ({
    id,
    label,
    onAction: () => void actions.advanceTo(clock.nowMs() + spanMs),
  });
  return [
    by('minute', texts.clock.stepMinute, MINUTE_MS),
    by('hour', texts.clock.stepHour, HOUR_MS),
    by('day', texts.clock.stepDay, DAY_MS),
    { id: 'to', label: texts.clock.toTime, onAction: () => setBar({ dialog: 'go-to' }) },
    { kind: 'separator', id: 'line' },
    { id: 'idle', label: texts.clock.idle, onAction: () => void actions.runUntilIdle() },
  ];
}

/** Time of a simulated pool: what it is, how fast it goes, and how to move it. */
export function ClockControls(props: {
  readonly state: ClockState;
  readonly actions: WorldActions;
  readonly narrow: boolean;
}) {
  const { state, actions, narrow } = props;
  const { clock } = usePool();
  const next =
    state.nextDueMs === null ? null : texts.clock.nextIn(formatDuration(Math.max(0, state.nextDueMs - state.nowMs)));
  return (
    <div className={styles['clock']} role="group" aria-label={texts.clock.label}>
      <IconButton
        label={state.paused ? texts.clock.resume : texts.clock.pause}
        size="small"
        icon={state.paused ? <Play /> : <Pause />}
        onPress={() => void (state.paused ? actions.resume() : actions.pause())}
      />
      <ClockFace state={state} />
      <MenuButton
        label={texts.clock.speed(state.speed)}
        size="small"
        placement="top"
        entries={[
          {
            kind: 'group',
            id: 'speed',
            label: texts.clock.speedLabel(state.speed),
            items: SPEEDS.map((speed) => ({
              id: `speed-${speed}`,
              label: texts.clock.speedChoice(speed),
              checked: speed === state.speed,
              onAction: () => void actions.setSpeed(speed),
            })),
          },
        ]}
      />
      {narrow ? null : (
        <IconButton
          label={next ?? texts.clock.next}
          size="small"
          icon={<SkipForward />}
          disabledReason={next === null ? texts.clock.nothingNext : null}
          onPress={() => void actions.nextEvent()}
        />
      )}
      <MenuButton
        label={texts.clock.step}
        icon={<FastForward />}
        iconOnly
        size="small"
        placement="top"
        entries={stepEntries(clock, actions)}
      />
    </div>
  );
}
