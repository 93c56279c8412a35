import { ArrowLeft, ArrowRight, PanelLeft, Search } from 'lucide-react';
import { useRouter } from '@tanstack/react-router';
import type { RouterHistory } from '@tanstack/react-router';
import { IconButton } from '../../ui/actions/button';
import { Kbd } from '../../ui/display/kbd';
import { ariaShortcut, shortcutText } from '../hotkeys/shortcut';
import { onMac } from '../hotkeys/platform';
import { useHistoryReach } from '../router/history-reach';
import { setShell, toggleNavigation, useShell } from '../shell-store';
import { texts } from '../texts';
import { CopyLink } from './copy-link';
import styles from './header-bar.module.css';
import { HealthBadge } from './health-badge';
import { SettingsMenu } from './settings-menu';

const PALETTE_SHORTCUT = 'Mod+K';

/** The one entry to everything: looks like a field, opens the palette. */
function PaletteButton() {
  return (
    <button
      type="button"
      className={styles['search']}
      aria-keyshortcuts={ariaShortcut(PALETTE_SHORTCUT, onMac)}
      aria-label={texts.shell.search}
      onClick={() => setShell({ paletteOpen: true })}
    >
      <Search size={14} aria-hidden="true" />
      <span className={styles['hint']}>{texts.shell.searchHint}</span>
      <span className={styles['keys']} aria-hidden="true">
        <Kbd keys={shortcutText(PALETTE_SHORTCUT, onMac)} />
      </span>
    </button>
  );
}

/** Above everything: where one was, what one looks for, and whether the screen is the pool as it is now. */
export function HeaderBar({ narrow }: { readonly narrow: boolean }) {
  const history: RouterHistory = useRouter().history;
  const { canGoBack, canGoForward } = useHistoryReach();
  const hidden = useShell((state) => state.navigationHidden);
  const narrowPane = useShell((state) => state.narrowPane);
  const inWorkspace = narrow && narrowPane === 'workspace';
  return (
    <header className={styles['header']}>
      {inWorkspace ? (
        <IconButton
          label={texts.shell.backToNavigation}
          icon={<ArrowLeft />}
          onPress={() => setShell({ narrowPane: 'navigation' })}
        />
      ) : narrow ? null : (
        <IconButton
          label={hidden ? texts.shell.showNavigation : texts.shell.hideNavigation}
          icon={<PanelLeft />}
          expanded={!hidden}
          onPress={toggleNavigation}
        />
      )}
      {inWorkspace ? null : (
        <span className={styles['brand']}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={18} height={18} />
          <span className={styles['product']}>{texts.product}</span>
        </span>
      )}
      {narrow ? null : (
        <>
          <IconButton
            label={texts.shell.back}
            icon={<ArrowLeft />}
            disabledReason={canGoBack ? null : texts.shell.nothingBehind}
            onPress={() => history.back()}
          />
          <IconButton
            label={texts.shell.forward}
            icon={<ArrowRight />}
            disabledReason={canGoForward ? null : texts.shell.nothingAhead}
            onPress={() => history.forward()}
          />
        </>
      )}
      <PaletteButton />
      <span className={styles['end']}>
        <HealthBadge />
        {narrow ? null : <CopyLink />}
        <SettingsMenu />
      </span>
    </header>
  );
}
