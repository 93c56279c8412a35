import { Bell, Boxes, ChevronDown, ChevronUp, Network, Search, Tags } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNavigation } from '../../features/navigation';
import type { View } from '../../features/navigation';
import { IconButton } from '../../ui/actions/button';
import { CountBadge } from '../../ui/display/badge';
import { classNames } from '../../ui/class-names';
import { Tooltip } from '../../ui/overlays/tooltip';
import { setShell, useShell } from '../shell-store';
import { texts } from '../texts';
import { PatchLink } from './patch-link';
import styles from './view-buttons.module.css';

/** The views of the navigation pane in the order of their buttons, each with its go-to key. */
const VIEWS: readonly { readonly view: View; readonly icon: ReactNode }[] = [
  { view: 'infrastructure', icon: <Network /> },
  { view: 'objects', icon: <Boxes /> },
  { view: 'organization', icon: <Tags /> },
  { view: 'searches', icon: <Search /> },
  { view: 'notifications', icon: <Bell /> },
];

/**
 * The five views below the tree, one click each. They are links, so that each can be opened in a tab of its own; the
 * strip form saves the height of a small window.
 */
export function ViewButtons({ count, narrow }: { readonly count: number; readonly narrow: boolean }) {
  const { state } = useNavigation();
  const compact = useShell((shell) => shell.viewsCompact);
  const toggle = compact ? texts.shell.viewsAsList : texts.shell.viewsAsStrip;
  return (
    <nav
      className={classNames(styles['views'], narrow ? styles['bottom'] : compact && styles['compact'])}
      aria-label={texts.shell.views}
    >
      <ul className={styles['list']}>
        {VIEWS.map(({ view, icon }) => {
          const patch = { view, tab: null } as const;
          const link = (
            <PatchLink className={styles['view']} patch={patch} aria-current={state.view === view ? 'page' : undefined}>
              <span className={styles['icon']} aria-hidden="true">
                {icon}
              </span>
              <span className={styles['name']}>{narrow ? texts.views.short[view] : texts.views[view]}</span>
              {view === 'notifications' ? (
                <span className={styles['count']}>
                  <CountBadge count={count} urgent label={texts.views.notificationCount(count)} />
                </span>
              ) : null}
            </PatchLink>
          );
          return (
            <li key={view}>
              {compact && !narrow ? (
                <Tooltip text={texts.views[view]} placement="top">
                  {link}
                </Tooltip>
              ) : (
                link
              )}
            </li>
          );
        })}
      </ul>
      {narrow ? null : (
        <IconButton
          label={toggle}
          size="small"
          className={styles['toggle']}
          icon={compact ? <ChevronUp /> : <ChevronDown />}
          onPress={() => setShell({ viewsCompact: !compact })}
        />
      )}
    </nav>
  );
}
