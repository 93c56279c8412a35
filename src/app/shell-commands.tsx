import { useRouter } from '@tanstack/react-router';
import type { RouterHistory } from '@tanstack/react-router';
import {
  Activity,
  ArrowLeft,
  ArrowRight,
  Bell,
  Boxes,
  Contrast,
  Download,
  FastForward,
  FlaskConical,
  FolderOpen,
  History,
  Keyboard,
  Link2,
  LogIn,
  LogOut,
  Network,
  PanelLeft,
  Pause,
  Play,
  Plus,
  Rows3,
  Search,
  SkipForward,
  Tags,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useMemo } from 'react';
import { usePools } from '../features/connections';
import { ALL_POOLS, useNavigate } from '../features/navigation';
import type { ObjectId, ViewState } from '../features/navigation';
import { writeClipboard } from '../ui/clipboard';
import { announce } from '../ui/feedback/live-region';
import { useDensity, useTheme } from '../ui/theme/theme';
import { useConsolePools, usePool, usePoolState } from './connections/pool-context';
import {
  connectAllReason,
  disconnectAll,
  disconnectAllReason,
  newPool,
  newPoolReason,
} from './connections/site-commands';
import { focusWorkspace } from './layout/focus-workspace';
import { NAVIGATION_ID } from './layout/navigation-pane';
import { useShareUrl } from './layout/share-url';
import { setShell, toggleNavigation, useShell } from './shell-store';
import { texts } from './texts';
import { setBar } from './simulator-bar/bar-store';
import { SPEEDS } from './simulator-bar/speeds';
import type { WorldActions } from './simulator-bar/world-actions';

/** A command of the frame itself: it changes what is shown or how, never a pool. */
export interface ShellCommand {
  readonly id: string;
  readonly label: string;
  /** What it does in general, where the label says what it would do now. */
  readonly generalLabel?: string;
  /** More words to find it by. */
  readonly keywords: string;
  readonly icon: LucideIcon;
  readonly group: 'go' | 'view' | 'time';
  readonly shortcut?: string;
  readonly disabledReason?: string | null;
  readonly run: () => void;
}

const serverFile = () => import('./connections/server-file');

/** The objects of one type, as the Objects view groups them. */
function everyObject(group: string): Partial<ViewState> {
  const id: ObjectId = { connection: ALL_POOLS, class: 'group', ref: group };
  return { view: 'objects', selection: [id], tab: null };
}

/** Puts the cursor into the filter of the tree, once the navigation is in sight. */
function filterTree(): void {
  setShell({ navigationHidden: false, narrowPane: 'navigation' });
  setTimeout(() => {
    const field = document.getElementById(NAVIGATION_ID)?.querySelector<HTMLInputElement>('input[type="search"]');
    field?.focus();
    field?.select();
  }, 0);
}

function useGoCommands(): readonly ShellCommand[] {
  const navigate = useNavigate();
  const history: RouterHistory = useRouter().history;
  // Beside the controls of a simulated pool; see the simulator bar.
  const hasLabs = usePoolState((state) => state.simulator !== null);
  return useMemo(() => {
    const { names } = texts.commands;
    const go = (
      id: keyof typeof names,
      icon: LucideIcon,
      patch: Partial<ViewState>,
      shortcut?: string,
    ): ShellCommand => ({
      id: `go-${id}`,
      label: names[id],
      keywords: texts.commands.go,
      icon,
      group: 'go',
      ...(shortcut !== undefined && { shortcut }),
      run: () => {
        navigate(patch);
        focusWorkspace();
      },
    });
    return [
      go('infrastructure', Network, { view: 'infrastructure', tab: null }, 'g i'),
      go('objects', Boxes, { view: 'objects', tab: null }, 'g o'),
      go('vms', Boxes, everyObject('vms'), 'g v'),
      go('hosts', Boxes, everyObject('hosts'), 'g h'),
      go('storage', Boxes, everyObject('remoteStorage'), 'g s'),
      go('networks', Boxes, everyObject('networks'), 'g n'),
      go('organization', Tags, { view: 'organization', tab: null }, 'g t'),
      go('searches', Search, { view: 'searches', tab: null }),
      go('alerts', Bell, { view: 'notifications', page: 'alerts' }, 'g a'),
      go('events', History, { view: 'notifications', page: 'events' }, 'g e'),
      ...(hasLabs ? [go('labs', FlaskConical, { lab: '' }, 'g l')] : []),
      {
        id: 'back',
        label: texts.shell.back,
        keywords: '',
        icon: ArrowLeft,
        group: 'go',
        shortcut: 'Alt+ArrowLeft',
        run: () => history.back(),
      },
      {
        id: 'forward',
        label: texts.shell.forward,
        keywords: '',
        icon: ArrowRight,
        group: 'go',
        shortcut: 'Alt+ArrowRight',
        run: () => history.forward(),
      },
    ];
  }, [navigate, history, hasLabs]);
}

function useViewCommands(): readonly ShellCommand[] {
  const { theme, setTheme } = useTheme();
  const { density, setDensity } = useDensity();
  const shareUrl = useShareUrl();
  const session = usePool();
  const pools = useConsolePools();
  const entries = usePools();
  const navigate = useNavigate();
  // Which servers stand alone changes with what the pools hold: it is looked at when the palette opens.
  const isOpen = useShell((shell) => shell.paletteOpen);
  const poolReason = isOpen ? newPoolReason(entries) : null;
  return useMemo(() => {
    const view = (id: string, label: string, icon: LucideIcon, run: () => void, keywords = ''): ShellCommand => ({
      id,
      label,
      keywords,
      icon,
      group: 'view',
      run,
    });
    const copyLink = () =>
      void writeClipboard(shareUrl()).then((isDone) =>
        announce(isDone ? texts.shell.linkCopied : texts.shell.linkNotCopied),
      );
    const themes = (['system', 'light', 'dark'] as const)
      .filter((value) => value !== theme)
      .map((value) => {
        const label = texts.commands.theme(texts.shell.themes[value]);
        return view(`theme-${value}`, label, Contrast, () => setTheme(value), texts.commands.themeKeywords);
      });
    const otherDensity = density === 'compact' ? 'cosy' : 'compact';
    const commands: ShellCommand[] = [
      { ...view('palette', texts.shell.search, Search, () => setShell({ paletteOpen: true })), shortcut: 'Mod+K' },
      { ...view('filter', texts.commands.filter, Search, filterTree), shortcut: '/' },
      { ...view('navigation', texts.commands.toggleNavigation, PanelLeft, toggleNavigation), shortcut: '[' },
      { ...view('help', texts.shell.help, Keyboard, () => setShell({ cheatSheetOpen: true })), shortcut: '?' },
      view('copy-link', texts.shell.copyLink, Link2, copyLink),
      ...themes,
      view(
        'density',
        texts.commands.density(texts.shell.densities[otherDensity]),
        Rows3,
        () => setDensity(otherDensity),
        texts.commands.densityKeywords,
      ),
    ];
    const addServer = () => setShell({ serverDialog: { kind: 'add' } });
    commands.push({
      ...view('add-server', texts.commands.addServer, Plus, addServer, texts.commands.addServerKeywords),
      shortcut: 'a s',
    });
    commands.push({
      ...view(
        'new-pool',
        texts.commands.newPool,
        Boxes,
        () => newPool(navigate, pools.list.entries()),
        texts.commands.newPoolKeywords,
      ),
      disabledReason: poolReason,
    });
    const servers = entries.filter(({ id }) => pools.session(id)?.kind === 'live');
    commands.push(
      {
        ...view('connect-all', texts.commands.connectAll, LogIn, () => setShell({ serverDialog: { kind: 'all' } })),
        disabledReason: connectAllReason(servers),
      },
      {
        ...view('disconnect-all', texts.commands.disconnectAll, LogOut, () => disconnectAll(pools)),
        disabledReason: disconnectAllReason(servers),
      },
      view(
        'save-servers',
        texts.commands.saveServers,
        Download,
        () => void serverFile().then(({ exportServers }) => exportServers(pools)),
        texts.commands.serversKeywords,
      ),
      view(
        'open-servers',
        texts.commands.openServers,
        FolderOpen,
        () => void serverFile().then(({ chooseServerFile }) => chooseServerFile(pools)),
        texts.commands.serversKeywords,
      ),
    );
    if (session.kind === 'live') commands.push(view('logout', texts.shell.logout, LogOut, () => session.logout()));
    return commands;
  }, [theme, setTheme, density, setDensity, shareUrl, session, pools, entries, navigate, poolReason]);
}

function useTimeCommands(): readonly ShellCommand[] {
  const simulator = usePoolState((state) => state.simulator);
  const paused = usePoolState((state) => state.world?.clock.paused ?? false);
  const speed = usePoolState((state) => state.world?.clock.speed ?? 1);
  return useMemo(() => {
    if (simulator === null) return [];
    // The chunk of the bar, which is there or about to be.
    const act = (run: (actions: WorldActions) => void) => (): void =>
      void import('./simulator-bar/world-actions').then(({ worldActions }) => run(worldActions(simulator)));
    const faster = SPEEDS.find((value) => value > speed);
    const slower = SPEEDS.findLast((value) => value < speed);
    const { time } = texts.commands;
    return [
      {
        id: 'time-pause',
        label: paused ? time.resume : time.pause,
        generalLabel: time.pauseOrResume,
        keywords: time.keywords,
        icon: paused ? Play : Pause,
        group: 'time',
        shortcut: 't p',
        run: act((actions) => void (paused ? actions.resume() : actions.pause())),
      },
      {
        id: 'time-next',
        label: time.next,
        keywords: time.keywords,
        icon: SkipForward,
        group: 'time',
        shortcut: 't n',
        run: act((actions) => void actions.nextEvent()),
      },
      {
        id: 'time-faster',
        label: faster === undefined ? time.faster : time.fasterTo(faster),
        generalLabel: time.faster,
        keywords: time.keywords,
        icon: FastForward,
        group: 'time',
        shortcut: 't f',
        disabledReason: faster === undefined ? time.fastest : null,
        run: act((actions) => void (faster !== undefined && actions.setSpeed(faster))),
      },
      {
        id: 'time-slower',
        label: slower === undefined ? time.slower : time.slowerTo(slower),
        generalLabel: time.slower,
        keywords: time.keywords,
        icon: FastForward,
        group: 'time',
        shortcut: 't s',
        disabledReason: slower === undefined ? time.slowest : null,
        run: act((actions) => void (slower !== undefined && actions.setSpeed(slower))),
      },
      {
        id: 'work',
        label: texts.commands.workLabel,
        keywords: texts.commands.work,
        icon: Activity,
        group: 'time',
        run: () => setBar({ dialog: 'work' }),
      },
    ];
  }, [simulator, paused, speed]);
}

/** Every command of the frame: palette, hotkeys and cheat sheet read this. */
export function useShellCommands(): readonly ShellCommand[] {
  const go = useGoCommands();
  const view = useViewCommands();
  const time = useTimeCommands();
  return useMemo(() => [...go, ...view, ...time], [go, view, time]);
}
