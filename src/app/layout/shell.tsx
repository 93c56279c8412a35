import { useRef } from 'react';
import { useNavigation } from '../../features/navigation';
import { classNames } from '../../ui/class-names';
import { LiveRegion } from '../../ui/feedback/live-region';
import { ToastRegion } from '../../ui/feedback/toast';
import { useNarrowLayout } from '../../ui/theme/use-media-query';
import { isStale } from '../connections/health';
import { usePoolState } from '../connections/pool-context';
import { PaneBoundary } from '../problems/pane-boundary';
import { useShell } from '../shell-store';
import { SimulatorBar } from '../simulator-bar/simulator-bar';
import { texts } from '../texts';
import { HeaderBar } from './header-bar';
import { useHealth } from './health-badge';
import { NavigationPane } from './navigation-pane';
import styles from './shell.module.css';
import { StatusBar } from './status-bar';
import { TroubleBanner } from './trouble-banner';

const MAIN_ID = 'workspace';

/** The frame of the console: header, navigation, workspace, simulator bar, status bar. */
export function Shell() {
  const { state } = useNavigation();
  const narrow = useNarrowLayout();
  const hidden = useShell((shell) => shell.navigationHidden);
  const narrowPane = useShell((shell) => shell.narrowPane);
  const simulator = usePoolState((pool) => pool.simulator);
  const stale = isStale(useHealth());
  const main = useRef<HTMLElement>(null);
  const showNavigation = narrow ? narrowPane === 'navigation' : !hidden;
  const showWorkspace = !narrow || narrowPane === 'workspace';
  return (
    <div className={styles['shell']}>
      <a
        className={styles['skip']}
        href={`#${MAIN_ID}`}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {texts.shell.skipToContent}
      </a>
      <HeaderBar narrow={narrow} />
      <TroubleBanner />
      <div className={classNames(styles['body'], stale && styles['stale'])}>
        {showNavigation ? (
          <div className={styles['navigation']}>
            <NavigationPane count={0}>tree</NavigationPane>
          </div>
        ) : null}
        {showWorkspace ? (
          <main id={MAIN_ID} ref={main} tabIndex={-1} className={styles['main']} aria-label={texts.shell.workspace}>
            <PaneBoundary resetKey={JSON.stringify([state.view, state.page, state.tab])}>workspace</PaneBoundary>
          </main>
        ) : null}
      </div>
      {simulator === null ? null : <SimulatorBar simulator={simulator} narrow={narrow} />}
      <StatusBar>status</StatusBar>
      <LiveRegion />
      <ToastRegion />
    </div>
  );
}
