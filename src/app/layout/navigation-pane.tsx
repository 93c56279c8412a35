import type { ReactNode } from 'react';
import { useNavigation } from '../../features/navigation';
import { classNames } from '../../ui/class-names';
import { PaneBoundary } from '../../ui/parts/pane-boundary';
import { useShell } from '../shell-store';
import { texts } from '../texts';
import styles from './navigation-pane.module.css';
import { ViewButtons } from './view-buttons';

export const NAVIGATION_ID = 'navigation';

/** The left side: what the chosen view contains, and the buttons of the views below it. */
export function NavigationPane(props: {
  readonly count: number;
  readonly narrow: boolean;
  readonly children: ReactNode;
}) {
  const { count, narrow, children } = props;
  const { state } = useNavigation();
  const compact = useShell((shell) => shell.viewsCompact);
  // On a narrow window it is all there is.
  const Title = narrow ? 'h1' : 'h2';
  return (
    <div id={NAVIGATION_ID} className={styles['pane']}>
      <Title className={classNames(styles['title'], !compact && !narrow && styles['silent'])}>
        {texts.views[state.view]}
      </Title>
      <div className={styles['content']}>
        <PaneBoundary resetKey={state.view}>{children}</PaneBoundary>
      </div>
      <ViewButtons count={count} narrow={narrow} />
    </div>
  );
}
