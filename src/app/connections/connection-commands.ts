import { LogIn, LogOut, RefreshCw, Trash2, UserRoundCog, X } from 'lucide-react';
import { addCommands } from '../../features/commands';
import type { Command, LocalCommand, Target } from '../../features/commands';
import { isTwinId, standInId } from '../../features/connections';
import type { PoolEntryState } from '../../features/connections';
import { rootIdOf } from '../../features/infrastructure';
import type { Navigation } from '../../features/navigation';
import type { Inventory } from '../../features/objects';
import { setShell } from '../shell-store';
import type { ServerDialogRequest } from '../shell-store';
import type { ConsolePools } from './console-pools';
import type { PoolSession } from './pool-session';
import { commandTexts as texts } from './command-texts';
import { ASKS_PASSWORD } from './asks-password';
import { siteCommands } from './site-commands';
import { twinCommand } from './twin-command';

/** The topmost row of a pool: itself, or its only server. */
function isRoot(inventory: Inventory, { id }: Target): boolean {
  return id.class === 'connection' || rootIdOf(inventory, id.connection)?.ref === id.ref;
}

const open = (serverDialog: ServerDialogRequest): void => setShell({ serverDialog });

let pools: ConsolePools | null = null;
let navigate: Navigation['navigate'] = () => undefined;

const liveSession = ({ id }: Target): PoolSession | undefined => {
  const session = pools?.session(id.connection);
  return session?.kind === 'live' ? session : undefined;
};

const stateOf = ({ id }: Target): PoolEntryState | undefined =>
  pools?.list.entries().find((entry) => entry.id === id.connection)?.state;

function command(
  id: keyof typeof texts.labels,
  icon: LocalCommand['icon'],
  isOffered: (target: Target, session: PoolSession) => boolean,
  run: (session: PoolSession) => void,
): LocalCommand {
  return {
    type: 'local',
    id: `connection.${id}`,
    label: texts.labels[id],
    icon,
    group: 'connection',
    kinds: ['connection', 'pool', 'host'],
    isOffered(inventory, target) {
      const session = liveSession(target);
      return session !== undefined && isRoot(inventory, target) && isOffered(target, session);
    },
    reason: (_inventory, target) => (liveSession(target) === undefined ? texts.gone : null),
    run(_effects, _inventory, targets) {
      for (const target of targets) {
        const session = liveSession(target);
        if (session) run(session);
      }
    },
  };
}

const isThere = (target: Target): boolean => stateOf(target) === 'connected' || stateOf(target) === 'stale';

function reconnect({ id, store }: PoolSession): void {
  const { status, connection } = store.getState();
  if (status.kind !== 'failed') connection?.retryNow();
  // What no password mends, a client that crashed for one, begins anew.
  else open({ kind: ASKS_PASSWORD.has(status.code) ? 'again' : 'as', id });
}

const closeTwin: LocalCommand = {
  type: 'local',
  id: 'connection.closeTwin',
  label: texts.labels.closeTwin,
  icon: X,
  group: 'connection',
  kinds: ['connection', 'pool', 'host'],
  single: true,
  isOffered: (inventory, target) => isRoot(inventory, target) && isTwinId(target.id.connection),
  reason: (_inventory, target) => (pools?.session(target.id.connection) === undefined ? texts.gone : null),
  run(_effects, _inventory, [target]) {
    if (target) open({ kind: 'closeTwin', id: target.id.connection });
  },
};

const commands: readonly Command[] = [
  {
    ...command(
      'connect',
      LogIn,
      (target) => stateOf(target) === 'disconnected',
      ({ id }) => open({ kind: 'connect', id }),
    ),
    single: true,
  },
  command(
    'cancel',
    X,
    (target) => stateOf(target) === 'connecting',
    (session) => session.logout(),
  ),
  command('reconnect', RefreshCw, (target) => stateOf(target) === 'stale', reconnect),
  { ...command('as', UserRoundCog, isThere, ({ id }) => open({ kind: 'as', id })), single: true },
  command('disconnect', LogOut, isThere, (session) => session.logout()),
  command(
    'remove',
    Trash2,
    (target, session) => stateOf(target) === 'disconnected' && session !== pools?.primary,
    ({ id }) => pools?.remove(id),
  ),
  closeTwin,
  ...siteCommands(() => pools),
  twinCommand({
    pools: () => pools,
    isRoot,
    show: (id) => navigate({ view: 'infrastructure', selection: [standInId(id)], tab: null, filter: '' }),
  }),
];

/** What a person can do with the connection to a pool, on the row of the pool. */
export function addConnectionCommands(of: ConsolePools, go: Navigation['navigate']): void {
  pools = of;
  navigate = go;
  addCommands(commands);
}
