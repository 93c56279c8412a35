import { useEffect, useRef } from 'react';
import { useNavigate, useNavigation } from '../../features/navigation';
import { PoolProvider, usePool, usePoolState, useSessions } from '../connections/pool-context';
import { useForgetWorldParameters } from '../router/routed-navigation';

/**
 * Keeps the URL true to the worlds of simulated pools: world parameters go once the world is there and kept, and what
 * was selected in another world is not looked for in this one. A fork has the same objects, so the selection stays.
 */
export function WorldChanges() {
  const sessions = useSessions();
  return sessions
    .filter(({ kind }) => kind !== 'live')
    .map((session) => (
      <PoolProvider key={session.id} session={session}>
        <WorldChange />
      </PoolProvider>
    ));
}

function WorldChange() {
  const { id } = usePool();
  const navigate = useNavigate();
  const { selection } = useNavigation().state;
  const isSelected = selection.length === 0 || selection.some(({ connection }) => connection === id);
  const forget = useForgetWorldParameters();
  const origin = usePoolState(({ world }) => (world === null ? null : JSON.stringify([world.source, world.seed])));
  const kept = usePoolState(({ world }) => world !== null && world.persistence.kind !== 'off');
  const before = useRef<string | null>(null);
  const concerns = useRef(isSelected);
  useEffect(() => {
    concerns.current = isSelected;
  }, [isSelected]);

  useEffect(() => {
    if (kept) forget();
  }, [kept, forget]);

  useEffect(() => {
    const last = before.current;
    if (origin !== null) before.current = origin;
    if (last === null || origin === null || last === origin) return;
    if (concerns.current) navigate({ selection: [], tab: null, filter: '' });
  }, [origin, navigate]);
  return null;
}
