import { useEffect } from 'react';
import { isTwinId, usePools } from '../../features/connections';
import { useNavigation } from '../../features/navigation';
import { nameOf } from '../../features/objects';
import type { Inventory } from '../../features/objects';
import { useCallback } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import { announce } from '../../ui/feedback/live-region';
import { useShell } from '../shell-store';
import { texts } from '../texts';
import { placeTexts } from './place-texts';

/** The name of what is on the screen; null for the whole console. */
function usePlace(): string | null {
  const { state } = useNavigation();
  const { selection, view, page, lab } = state;
  const labTitle = useShell((shell) => shell.labTitle);
  const [first] = selection;
  const cls = first?.class;
  const ref = first?.ref;
  const name = useSelect(
    // Names of groups and tags are in their ids; all others come from their own class.
    ['pool', 'host', 'VM', 'SR', 'network', 'VDI', 'PGPU', 'GPU_group', 'VM_appliance'],
    useCallback(
      (inventory: Inventory) => (cls === undefined || ref === undefined ? undefined : nameOf(inventory, cls, ref)),
      [cls, ref],
    ),
  );
  if (lab !== null) return labTitle ?? texts.views.labs;
  if (view === 'notifications') return texts.views.pages[page];
  if (selection.length > 1) return placeTexts.selected(selection.length);
  return name ?? null;
}

/** What the pool in front goes by when it is a twin; null: it is none. */
function useTwin(): string | null {
  const { id } = useConnection();
  const name = usePools().find((entry) => entry.id === id)?.name;
  return isTwinId(id) ? (name ?? null) : null;
}

/** The window's title follows what is open and how much needs attention; screen readers hear of a new place. */
export function useTitle(count: number): void {
  const open = usePlace();
  const twin = useTwin();
  const place = open === null || twin === null ? open : placeTexts.inTwin(open, twin);
  useEffect(() => {
    document.title = placeTexts.title(place, count);
  }, [place, count]);
  useEffect(() => {
    if (place !== null) announce(placeTexts.arrived(place));
  }, [place]);
}
