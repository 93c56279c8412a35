import { Suspense, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { usePools } from '../../features/connections';
import { ALL_POOLS, useNavigation } from '../../features/navigation';
import { NotificationsPage, useNotificationCounts } from '../../features/notifications';
import { classNames } from '../../ui/class-names';
import { LiveRegion } from '../../ui/feedback/live-region';
import { ToastRegion } from '../../ui/feedback/toast';
import { Splitter } from '../../ui/layout/splitter';
import { OverlayBoundary } from '../../ui/parts/overlay-boundary';
import { PaneBoundary } from '../../ui/parts/pane-boundary';
import { part } from '../../ui/parts/part';
import { useNarrowLayout } from '../../ui/theme/use-media-query';
import { useSelect } from '../../xapi/cache/hooks';
import type { Inventory } from '../../xapi/cache/inventory';
import { usePool, usePoolState, useSessions } from '../connections/pool-context';
import { NAVIGATION_WIDTH_PX, setShell, useShell } from '../shell-store';
import barStyles from '../simulator-bar/simulator-bar.module.css';
import { texts } from '../texts';
import { focusWorkspace, WORKSPACE_ID } from './focus-workspace';
import { HeaderBar } from './header-bar';
import { useHealth } from './health-badge';
import { NavigationContent } from './navigation-content';
import { NavigationPane } from './navigation-pane';
import { ShellOverlays } from './shell-overlays';
import styles from './shell.module.css';
import { StartingPane } from './starting-pane';
import { StatusBar, StatusBarContent } from './status-bar';
import { WorldChanges } from './world-changes';

// Fetched at once, but not before the frame: a pool takes longer to answer than this chunk to arrive.
const loadWorkspace = () => import('../../features/workspace');
loadWorkspace().catch(() => undefined);
// Fetched at once as well: when it is needed, the server that has it may be what is gone.
const loadTroubleBanner = () => import('./trouble-banner');
loadTroubleBanner().catch(() => undefined);
const ObjectWorkspace = part(async () => (await loadWorkspace()).ObjectWorkspace);

// Its place is kept while it arrives, as it is while the world opens.
const SimulatorBar = part(async () => (await import('../simulator-bar/simulator-bar')).SimulatorBar);

const poolPlaceModule = () => import('../connections/pool-place');
const PoolPlace = part(async () => (await poolPlaceModule()).PoolPlace);
const UnknownPool = part(async () => (await poolPlaceModule()).UnknownPool);

const LabsPlace = part(async () => (await import('../labs/labs-place')).LabsPlace);

const TroubleBanner = part(async () => (await loadTroubleBanner()).TroubleBanner);
const TwinBanner = part(async () => (await import('./twin-banner')).TwinBanner);

const NARROWEST_PX = 200;
const WIDEST_PX = 640;

interface ShellParts {
  readonly navigation?: ReactNode;
  readonly workspace?: ReactNode;
  readonly status?: ReactNode;
  /** Alerts, updates and failed events. */
  readonly count?: number;
  readonly children?: ReactNode;
}

/** The frame of the console: header, navigation, workspace, simulator bar, status bar. It stands before the pool does. */
export function Shell({ navigation, workspace, status, count = 0, children }: ShellParts) {
  const { state } = useNavigation();
  const narrow = useNarrowLayout();
  const hidden = useShell((shell) => shell.navigationHidden);
  const widthPx = useShell((shell) => shell.navigationWidthPx);
  const narrowPane = useShell((shell) => shell.narrowPane);
  const simulator = usePoolState((pool) => pool.simulator);

  const navigationPane = (
    <NavigationPane count={count} narrow={narrow}>
      {navigation ?? <StartingPane />}
    </NavigationPane>
  );
  const workspacePane = (
    <main id={WORKSPACE_ID} tabIndex={-1} className={styles['main']} aria-label={texts.shell.workspace}>
      <PaneBoundary
        resetKey={JSON.stringify([state.lab, state.view, state.page, state.tab, state.selection.slice(0, 2)])}
      >
        {workspace}
      </PaneBoundary>
    </main>
  );
  if (state.alone) {
    return (
      <div className={styles['shell']}>
        <Banners />
        <div className={styles['body']}>{workspacePane}</div>
        <LiveRegion />
        <ToastRegion />
        {children}
      </div>
    );
  }
  return (
    <div className={styles['shell']}>
      <a
        className={styles['skip']}
        href={`#${WORKSPACE_ID}`}
        onClick={(event) => {
          event.preventDefault();
          setShell({ narrowPane: 'workspace' });
          focusWorkspace();
        }}
      >
        {texts.shell.skipToContent}
      </a>
      <HeaderBar narrow={narrow} />
      <Banners />
      <div className={styles['body']}>
        {narrow ? (
          narrowPane === 'navigation' ? (
            <main id={WORKSPACE_ID} className={styles['main']} aria-label={texts.shell.navigation}>
              {navigationPane}
            </main>
          ) : (
            workspacePane
          )
        ) : (
          <Splitter
            name={texts.shell.navigation}
            landmark={texts.shell.navigation}
            pane={navigationPane}
            sizePx={widthPx}
            onSizeChange={(navigationWidthPx) => setShell({ navigationWidthPx })}
            minPx={NARROWEST_PX}
            maxPx={WIDEST_PX}
            defaultPx={NAVIGATION_WIDTH_PX}
            hidden={hidden}
          >
            {workspacePane}
          </Splitter>
        )}
      </div>
      {simulator === null ? null : (
        <OverlayBoundary arriving={<div className={classNames(barStyles['bar'], barStyles['row'])} />}>
          <SimulatorBar simulator={simulator} narrow={narrow} />
        </OverlayBoundary>
      )}
      <StatusBar>{status}</StatusBar>
      <LiveRegion />
      <ToastRegion />
      {children}
    </div>
  );
}

/** What has to be known of everything below: that it is not the pool as it is now, or not the real pool. */
function Banners() {
  const { twin } = usePool();
  return (
    <OverlayBoundary>
      <TroubleBanner />
      {twin === null ? null : <TwinBanner />}
    </OverlayBoundary>
  );
}

function knowsPool(inventory: Inventory): boolean {
  return inventory.pool.size > 0;
}

/** The frame with pools in it. */
export function ConnectedShell() {
  const counts = useNotificationCounts();
  const hasPool = useSelect(['pool'], knowsPool);
  const { kind } = useHealth();
  const { lab, selection, look } = useNavigation().state;
  const [isLinkToObject] = useState(selection.length > 0 || look !== '');
  useEffect(() => {
    // On a narrow window a link to an object or a lab, or a step back to a lab, brings it to the front.
    if (isLinkToObject || lab !== null) setShell({ narrowPane: 'workspace' });
  }, [isLinkToObject, lab]);
  const isAlone = useSessions().length === 1;
  // Another pool, or another connection: what a view noted of the one before means nothing any more.
  const present = `${usePool().id} ${usePoolState((pool) => pool.epoch)}`;
  const isWaiting = isAlone && !hasPool && (kind === 'starting' || kind === 'loading');
  return (
    <Shell
      navigation={isWaiting ? <StartingPane /> : <NavigationContent counts={counts} />}
      workspace={isWaiting && lab === null ? null : <Workspace key={present} />}
      status={<StatusBarContent counts={counts} />}
      count={counts.total}
    >
      <ShellOverlays />
      <WorldChanges />
    </Shell>
  );
}

/** The right side: a lab, a pool without objects, notifications, or what is selected. */
function Workspace() {
  const { state } = useNavigation();
  const session = usePool();
  const pools = usePools();
  const entry = pools.find(({ id }) => id === session.id);
  if (state.lab !== null) {
    return (
      <Suspense fallback={null}>
        <LabsPlace />
      </Suspense>
    );
  }
  const [first] = state.selection;
  const isOfPool = first !== undefined && first.connection !== ALL_POOLS;
  if (isOfPool && first.connection !== session.id) {
    return (
      <Suspense fallback={null}>
        <UnknownPool id={first.connection} />
      </Suspense>
    );
  }
  const isShown = entry !== undefined && (entry.state === 'connected' || entry.state === 'stale');
  const isNothing = pools.every(({ state: each }) => each === 'disconnected');
  if (entry !== undefined && !isShown && (isOfPool || isNothing || state.view === 'notifications')) {
    return (
      <Suspense fallback={null}>
        <PoolPlace session={session} entry={entry} />
      </Suspense>
    );
  }
  if (state.view === 'notifications') return <NotificationsPage />;
  return (
    <Suspense fallback={null}>
      <ObjectWorkspace />
    </Suspense>
  );
}
