import { CircleCheck, CircleDashed, CloudOff, Hourglass, OctagonX } from 'lucide-react';
import { useMemo } from 'react';
import { usePools } from '../../features/connections';
import { Button } from '../../ui/actions/button';
import { classNames } from '../../ui/class-names';
import { showToast } from '../../ui/feedback/toast-queue';
import { healthOf, isStale } from '../connections/health';
import type { Health } from '../connections/health';
import { useNarrowLayout } from '../../ui/theme/use-media-query';
import { usePool, usePoolState } from '../connections/pool-context';
import { texts } from '../texts';
import styles from './health-badge.module.css';

const ICONS: Record<Health['kind'], typeof CircleCheck> = {
  live: CircleCheck,
  starting: CircleDashed,
  disconnected: CloudOff,
  loading: CircleDashed,
  silent: Hourglass,
  lost: CloudOff,
  refused: OctagonX,
  stopped: OctagonX,
};

const TONES: Record<Health['kind'], 'good' | 'busy' | 'bad'> = {
  live: 'good',
  starting: 'busy',
  disconnected: 'busy',
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
      return simulated ? texts.connection.startingShort : texts.connection.connecting;
    case 'disconnected':
      return texts.connection.closed;
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
  const { id, kind } = usePool();
  const simulated = kind !== 'live';
  const pools = usePools();
  const narrow = useNarrowLayout();
  const name = pools.length > 1 ? pools.find((pool) => pool.id === id)?.name : undefined;
  const Icon = ICONS[health.kind];
  const plain = words(health, simulated);
  const word = name === undefined ? plain : texts.connection.of(name, plain);
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
      <span className={styles['words']}>{narrow ? plain : word}</span>
    </Button>
  );
}
