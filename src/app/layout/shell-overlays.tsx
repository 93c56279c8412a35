import { useEffect, useLayoutEffect, useMemo } from 'react';
import {
  CommandHost,
  commandsFor,
  findCommand,
  loadLaterCommands,
  targetsOf,
  useCommandTable,
  useRunCommand,
} from '../../features/commands';
import type { Command } from '../../features/commands';
import { useNavigation } from '../../features/navigation';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { OverlayBoundary } from '../../ui/parts/overlay-boundary';
import { part } from '../../ui/parts/part';
import type { Hotkey } from '../hotkeys/matcher';
import { useHotkeys } from '../hotkeys/use-hotkeys';
import { useShellCommands } from '../shell-commands';
import { keepTyping } from '../palette/typed-ahead';
import { setShell, useShell } from '../shell-store';

const loadPalette = () => import('../palette/palette');
const Palette = part(async () => (await loadPalette()).Palette);
const ServerDialog = part(async () => (await import('../connections/server-dialogs')).ServerDialog);
const Watchers = part(async () => (await import('./watchers')).Watchers);
const CheatSheet = part(async () => (await import('../cheat-sheet')).CheatSheet);

/** So long after the shell stands, the palette is fetched: its first letters must not be lost to the network. */
const PALETTE_AFTER_MS = 2000;

function usePaletteAtHand(): void {
  useEffect(() => {
    // Without a network it is tried again when somebody opens it.
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}

/** Stands where the palette will. */
function TypedAhead() {
  useLayoutEffect(keepTyping, []);
  return null;
}

/** Keys of commands that come soon after the shell. */
const LATER_KEYS = [
  ['object.rename', 'F2'],
  ['vm.delete', 'Delete'],
] as const;

/** The hotkeys of the command table, for whatever is selected when they are struck. */
function useSelectionHotkeys(): readonly Hotkey[] {
  const connection = useConnection();
  const { state } = useNavigation();
  const run = useRunCommand();
  const commands = useCommandTable();
  return useMemo(() => {
    const strike = (command: Command): boolean => {
      const inventory = readInventory(connection);
      const offered = commandsFor(inventory, targetsOf(inventory, state.selection));
      const mine = offered.find((each) => each.command === command);
      if (mine === undefined) return false;
      // Two commands may share a key, such as Suspend and Resume: the one that can run has it.
      const other = offered.some((each) => each.command.shortcut === command.shortcut && each.disabledReason === null);
      if (mine.disabledReason !== null && other) return false;
      run(command, state.selection);
      return true;
    };
    const own = commands.flatMap((command): Hotkey[] =>
      command.shortcut === undefined ? [] : [{ shortcut: command.shortcut, run: () => strike(command) }],
    );
    // Who is quicker than their chunk is answered when it is there.
    const later = LATER_KEYS.filter(([id]) => !commands.some((command) => command.id === id)).map(
      ([id, shortcut]): Hotkey => ({
        shortcut,
        run: () =>
          void loadLaterCommands().then(
            () => {
              const command = findCommand(id);
              if (command) strike(command);
            },
            () => undefined,
          ),
      }),
    );
    return [...own, ...later];
  }, [commands, connection, state.selection, run]);
}

/** What floats above the frame, and the keys that call it: palette, cheat sheet, the dialogs of commands. */
export function ShellOverlays() {
  usePaletteAtHand();
  const paletteOpen = useShell((state) => state.paletteOpen);
  const cheatSheetOpen = useShell((state) => state.cheatSheetOpen);
  const serverDialog = useShell((state) => state.serverDialog);
  const shellCommands = useShellCommands();
  const selectionHotkeys = useSelectionHotkeys();
  const hotkeys = useMemo(
    () => [
      ...shellCommands.flatMap(({ shortcut, disabledReason, run }): Hotkey[] =>
        shortcut === undefined || (disabledReason ?? null) !== null ? [] : [{ shortcut, run: () => void run() }],
      ),
      ...selectionHotkeys,
    ],
    [shellCommands, selectionHotkeys],
  );
  useHotkeys(hotkeys);
  return (
    <>
      <CommandHost />
      <OverlayBoundary
        asked={serverDialog}
        onFail={() => setShell({ serverDialog: null })}
        onAgain={() => setShell({ serverDialog })}
      >
        {serverDialog === null ? null : <ServerDialog request={serverDialog} />}
      </OverlayBoundary>
      <OverlayBoundary
        asked={paletteOpen}
        arriving={<TypedAhead />}
        onFail={() => setShell({ paletteOpen: false })}
        onAgain={() => setShell({ paletteOpen: true })}
      >
        {paletteOpen ? (
          <Palette shellCommands={shellCommands} onClose={() => setShell({ paletteOpen: false })} />
        ) : null}
      </OverlayBoundary>
      <OverlayBoundary
        asked={cheatSheetOpen}
        onFail={() => setShell({ cheatSheetOpen: false })}
        onAgain={() => setShell({ cheatSheetOpen: true })}
      >
        {cheatSheetOpen ? (
          <CheatSheet shellCommands={shellCommands} onClose={() => setShell({ cheatSheetOpen: false })} />
        ) : null}
      </OverlayBoundary>
      <OverlayBoundary>
        <Watchers />
      </OverlayBoundary>
    </>
  );
}
