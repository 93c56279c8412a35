import { CircleCheck, CircleDashed, CloudOff, Hourglass, OctagonX } from 'lucide-react';
import { useMemo } from 'react';
import { classNames } from '../../ui/class-names';
import { healthOf } from '../connections/health';
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

/** Whether what is on the screen is the pool as it is now, always in sight. */
export function HealthBadge() {
  const health = useHealth();
  const simulated = usePool().kind !== 'live';
  const Icon = ICONS[health.kind];
  return (
    <span className={classNames(styles['badge'], styles[TONES[health.kind]])}>
      <Icon size={14} aria-hidden="true" />
      <span className={styles['words']}>{words(health, simulated)}</span>
    </span>
  );
}
