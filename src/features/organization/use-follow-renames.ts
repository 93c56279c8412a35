import { useEffect, useRef } from 'react';
import { onOwnWork, ownWork, runOfItem } from '../commands';
import type { RunItem } from '../commands';
import { sameObject, useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { renamedTo } from './commands/renamed';

/** A tag or folder that goes by another name now stays selected, and a folder that was made is. */
export function useFollowRenames(): void {
  const { state, navigate } = useNavigation();
  const latest = useRef(state.selection);
  useEffect(() => {
    latest.current = state.selection;
  }, [state.selection]);
  useEffect(() => {
    const seen = new Set(ownWork().flatMap((item) => (item.state === 'done' ? item.id : [])));
    return onOwnWork(() => {
      for (const item of ownWork()) {
        if (item.state !== 'done' || seen.has(item.id)) continue;
        seen.add(item.id);
        const next = nextOf(item);
        if (!next) continue;
        const isNew = runOfItem(item.id)?.command.id === 'folder.new';
        const isSelected = latest.current.some((id) => sameObject(id, item.target.id));
        // Several may end at once, before any of it is on the page; those that were merged are one.
        if (isNew) latest.current = [next];
        else if (isSelected) latest.current = replaced(latest.current, item.target.id, next);
        else continue;
        navigate(isNew ? { selection: latest.current, tab: null } : { selection: latest.current }, { replace: !isNew });
      }
    });
  }, [navigate]);
}

function replaced(selection: readonly ObjectId[], before: ObjectId, next: ObjectId): readonly ObjectId[] {
  const at = selection.findIndex((id) => sameObject(id, before));
  const others = selection.filter((id) => !sameObject(id, before) && !sameObject(id, next));
  return others.toSpliced(at, 0, next);
}

function nextOf({ id, target }: RunItem): ObjectId | null {
  const run = runOfItem(id);
  const ref = run && renamedTo(run.command.id, target.ref, run.input);
  return ref === undefined || ref === null ? null : { ...target.id, ref };
}
