import type { ReactNode } from 'react';
import { useNavigation } from '../../features/navigation';
import { PaneBoundary } from '../problems/pane-boundary';
import { texts } from '../texts';
import styles from './navigation-pane.module.css';
import { ViewButtons } from './view-buttons';

export const NAVIGATION_ID = 'navigation';

/** The left side: what the chosen view contains, and the buttons of the views below it. */
export function NavigationPane({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  const { state } = useNavigation();
  return (
    <div id={NAVIGATION_ID} className={styles['pane']}>
      <h2 className={styles['title']}>{texts.views[state.view]}</h2>
      <div className={styles['content']}>
        <PaneBoundary resetKey={state.view}>{children}</PaneBoundary>
      </div>
      <ViewButtons count={count} />
    </div>
  );
}
