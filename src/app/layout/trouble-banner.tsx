import { useEffect, useRef, useState } from 'react';
import { formatTime } from '../../features/values';
import { Button } from '../../ui/actions/button';
import { Banner } from '../../ui/feedback/banner';
import { CopyDetails } from '../../ui/parts/copy-details';
import { OverlayBoundary } from '../../ui/parts/overlay-boundary';
import { part } from '../../ui/parts/part';
import type { Health } from '../connections/health';
import { usePool, usePoolState } from '../connections/pool-context';
import { setShell } from '../shell-store';
import { texts } from '../texts';
import { useHealth } from './health-badge';
import styles from './trouble-banner.module.css';
import { useWallClock } from './use-wall-clock';
import { ASKS_PASSWORD } from '../connections/asks-password';

const FreshStartDialog = part(async () => (await import('./fresh-start-dialog')).FreshStartDialog);

/** Counts down beside the alert, not within it: a screen reader hears the loss once, not every second. */
function Countdown({ untilMs }: { readonly untilMs: number }) {
  const nowMs = useWallClock();
  return (
    <span className={styles['countdown']} aria-hidden="true">
      {texts.connection.retryIn(Math.ceil((untilMs - nowMs) / 1000))}
    </span>
  );
}

function LostBanner({ health }: { readonly health: Extract<Health, { kind: 'lost' }> }) {
  const connection = usePoolState((state) => state.connection);
  return (
    <Banner
      tone="danger"
      title={texts.connection.lost}
      className={styles['banner']}
      action={
        <>
          <Countdown untilMs={health.retryAtMs} />
          <Button size="small" onPress={() => connection?.retryNow()}>
            {texts.connection.retryNow}
          </Button>
        </>
      }
    >
      {texts.connection.lostBody(formatTime(health.sinceMs))}
    </Banner>
  );
}

/** A session that ended is asked about once; who closed the question has the button. */
function EndedBanner() {
  const { id } = usePool();
  const epoch = usePoolState((state) => state.epoch);
  useEffect(() => setShell({ serverDialog: { kind: 'again', id } }), [id, epoch]);
  return (
    <Banner
      tone="danger"
      title={texts.connection.ended}
      className={styles['banner']}
      action={
        <Button size="small" onPress={() => setShell({ serverDialog: { kind: 'again', id } })}>
          {texts.connection.loginAgain}
        </Button>
      }
    >
      {texts.connection.endedBody}
    </Banner>
  );
}

function RefusedBanner({ health }: { readonly health: Extract<Health, { kind: 'refused' }> }) {
  const connection = usePoolState((state) => state.connection);
  return (
    <Banner
      tone="danger"
      title={texts.connection.failed}
      className={styles['banner']}
      action={
        <>
          <CopyDetails size="small" details={`${health.code}: ${health.message}`} />
          <Button size="small" onPress={() => connection?.retryNow()}>
            {texts.connection.retryNow}
          </Button>
        </>
      }
    >
      {health.message} <code>{health.code}</code>
    </Banner>
  );
}

function SilentBanner() {
  const session = usePool();
  return (
    <Banner
      tone="warning"
      title={texts.connection.stale}
      className={styles['banner']}
      action={
        <Button size="small" onPress={() => session.restart('kept')}>
          {texts.connection.restartSimulator}
        </Button>
      }
    >
      {texts.connection.silent}
    </Banner>
  );
}

function StoppedBanner() {
  const session = usePool();
  const phase = usePoolState((state) => state.phase);
  const restart = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  useEffect(() => restart.current?.focus({ preventScroll: true }), []);
  if (phase.kind !== 'stopped') return null;
  return (
    <Banner
      tone="danger"
      title={texts.stopped.atWork}
      className={styles['banner']}
      action={
        <>
          <CopyDetails size="small" details={`${phase.stop.message}\n${phase.stop.details}`} />
          <Button size="small" onPress={() => setAsking(true)}>
            {texts.stopped.freshAsk}
          </Button>
          <Button ref={restart} size="small" variant="primary" onPress={() => session.restart('kept')}>
            {texts.stopped.restart}
          </Button>
          {asking ? (
            <OverlayBoundary onFail={() => setAsking(false)} onAgain={() => setAsking(true)}>
              <FreshStartDialog onClose={() => setAsking(false)} onConfirm={() => session.restart('fresh')} />
            </OverlayBoundary>
          ) : null}
        </>
      }
    >
      {phase.stop.message} {texts.stopped.atWorkBody}
    </Banner>
  );
}

/** Says above everything else that the screen is not the pool as it is now, and what can be done. */
export function TroubleBanner() {
  const health = useHealth();
  const isLive = usePool().kind === 'live';
  switch (health.kind) {
    case 'lost':
      return <LostBanner health={health} />;
    case 'refused':
      return isLive && ASKS_PASSWORD.has(health.code) ? <EndedBanner /> : <RefusedBanner health={health} />;
    case 'silent':
      return <SilentBanner />;
    case 'stopped':
      return <StoppedBanner />;
    case 'live':
    case 'starting':
    case 'disconnected':
    case 'loading':
      return null;
  }
}
