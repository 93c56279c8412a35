import { CircleCheck, CircleDashed, CloudOff, Hourglass, OctagonX } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../ui/actions/button';
import { classNames } from '../../ui/class-names';
import { showToast } from '../../ui/feedback/toast-queue';
import { healthOf, isStale } from '../connections/health';
import type { Health } from '../connections/health';
import { usePool, usePoolState } from '../connections/pool-context';
import { texts } from '../texts';
import styles from './health-badge.module.css';

const ICONS: Record<Health['kind'], typeof CircleCheck> = {
  live: CircleCheck,
  starting: CircleDashed,
  loading: CircleDashed,
  silent: Hourglass,
  lost: CloudOff,
  refused: OctagonX,
  stopped: OctagonX,
};

const TONES: Record<Health['kind'], 'good' | 'busy' | 'bad'> = {
  live: 'good',
  starting: 'busy',
  loading: 'busy',
  silent: 'bad',
  lost: 'bad',
  refused: 'bad',
  stopped: 'bad',
};

export function useHealth(): Health {
  const phase = usePoolState((state) => state.phase);
  const status = usePoolState((state) => state.status);
  const silent = usePoolState((state) => state.silent);
  return useMemo(() => healthOf({ phase, status, silent }), [phase, status, silent]);
}

function words(health: Health, simulated: boolean): string {
  switch (health.kind) {
    case 'live':
      return simulated ? texts.connection.simulated : texts.connection.live;
    case 'starting':
      return texts.connection.connectingShort;
    case 'loading':
      return texts.connection.loadingShort;
    case 'silent':
    case 'lost':
    case 'refused':
    case 'stopped':
      return texts.connection.stale;
  }
}

function hint(health: Health, simulated: boolean): string {
  if (isStale(health)) return texts.connection.staleHint;
  return simulated ? texts.connection.simulatedHint : texts.connection.liveHint;
}

/** Whether what is on the screen is the pool as it is now, always in sight; a press says it in full. */
export function HealthBadge() {
  const health = useHealth();
  const simulated = usePool().kind !== 'live';
  const Icon = ICONS[health.kind];
  const word = words(health, simulated);
  const detail = hint(health, simulated);
  return (
    <Button
      variant="quiet"
      size="small"
      icon={<Icon />}
      className={classNames(styles['badge'], styles[TONES[health.kind]])}
      aria-label={word}
      tooltip={detail}
      tooltipPlacement="bottom end"
      onPress={() => showToast({ title: word, detail, key: 'health' })}
    >
      <span className={styles['words']}>{word}</span>
    </Button>
  );
}
