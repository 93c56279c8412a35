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
        if (isNew) navigate({ selection: [next], tab: null });
        else if (isSelected) {
          const selection = latest.current.map((id) => (sameObject(id, item.target.id) ? next : id));
          navigate({ selection }, { replace: true });
        }
      }
    });
  }, [navigate]);
}

function nextOf({ id, target }: RunItem): ObjectId | null {
  const run = runOfItem(id);
  const ref = run && renamedTo(run.command.id, target.ref, run.input);
  return ref === undefined || ref === null ? null : { ...target.id, ref };
}
