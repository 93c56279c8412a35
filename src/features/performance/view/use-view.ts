import { useCallback, useMemo } from 'react';
import { useNavigation } from '../../navigation';
import { viewFromWords, wordsOfView } from './view-words';
import type { PerformanceView } from './view-words';

/** What the address says about the tab, and the way to change it. */
export function useView(): readonly [PerformanceView, (patch: Partial<PerformanceView>) => void] {
  const { state, navigate } = useNavigation();
  const { mode } = state;
  const view = useMemo(() => viewFromWords(mode), [mode]);
  const change = useCallback(
    (patch: Partial<PerformanceView>) => {
      const next = wordsOfView({ ...viewFromWords(mode), ...patch }, mode);
      // Each time and dialog that was looked at is a step back; what is only seen another way is not.
      const isTime = 'lastS' in patch || 'part' in patch || 'graph' in patch;
      navigate({ mode: next }, { replace: !isTime });
    },
    [mode, navigate],
  );
  return [view, change];
}
