import { useEffect, useRef } from 'react';
import { useNavigate } from '../../features/navigation';
import { usePoolState } from '../connections/pool-context';
import { useForgetWorldParameters } from '../router/routed-navigation';

/**
 * Keeps the URL true to the world: its world parameters go once the world is there and kept, and what was selected in
 * another world is not looked for in this one. A fork has the same objects, so the selection stays.
 */
export function useWorldChange(): void {
  const navigate = useNavigate();
  const forget = useForgetWorldParameters();
  const origin = usePoolState(({ world }) => (world === null ? null : JSON.stringify([world.source, world.seed])));
  const kept = usePoolState(({ world }) => world !== null && world.persistence.kind !== 'off');
  const before = useRef<string | null>(null);

  useEffect(() => {
    if (kept) forget();
  }, [kept, forget]);

  useEffect(() => {
    const last = before.current;
    if (origin !== null) before.current = origin;
    if (last !== null && origin !== null && last !== origin) navigate({ selection: [], tab: null, filter: '' });
  }, [origin, navigate]);
}
