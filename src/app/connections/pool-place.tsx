import { useStore } from 'zustand';
import { isTwinId } from '../../features/connections';
import type { PoolEntry } from '../../features/connections';
import { useNavigate } from '../../features/navigation';
import { Button } from '../../ui/actions/button';
import { PropertyList } from '../../ui/display/property-list';
import { EmptyState } from '../../ui/feedback/empty-state';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { setShell } from '../shell-store';
import { ConnectFields } from './connect-fields';
import { ConnectProblem } from './connect-problem';
import styles from './connect.module.css';
import { Connecting } from './connecting';
import { useConsolePools } from './pool-context';
import type { PoolSession } from './pool-session';
import { readAddress } from './server-address';
import { StartProblem } from './start-problem';
import { texts } from './texts';
import { useConnectForm, useIsConnecting } from './use-connect';

/** In place of the objects of a pool that has none to show: what is known of it, and the way in. */
export function PoolPlace({ session, entry }: { readonly session: PoolSession; readonly entry: PoolEntry }) {
  const phase = useStore(session.store, (state) => state.phase);
  const isAdmitted = useStore(session.store, ({ byOpener }) => byOpener);
  if (phase.kind === 'stopped') return <StartProblem stop={phase.stop} />;
  return (
    <div className={styles['place']}>
      <header className={styles['head']}>
        <ObjectGlyph kind="server" state="disconnected" sizePx={24} />
        <h1 className={styles['title']}>{entry.name}</h1>
      </header>
      {session.kind === 'live' && !isAdmitted ? <LivePlace session={session} /> : <Connecting />}
    </div>
  );
}

function LivePlace({ session }: { readonly session: PoolSession }) {
  const pools = useConsolePools();
  const navigate = useNavigate();
  const isConnecting = useIsConnecting(session);
  const problem = useStore(session.store, (state) => state.problem);
  const form = useConnectForm(session.store.getState().username, isConnecting);
  const server = pools.servers().find(({ address }) => readAddress(address)?.origin === session.origin);
  const members = server?.members ?? [];
  return (
    <>
      <h2 className={styles['subtitle']}>{texts.place.disconnected}</h2>
      <PropertyList
        hideToolbar
        sections={[
          {
            id: 'server',
            title: texts.place.server,
            rows: [
              { id: 'address', name: texts.place.address, value: session.address, copy: session.address },
              ...(members.length === 0
                ? []
                : [{ id: 'members', name: texts.place.members, value: members.join(', '), copy: members.join('\n') }]),
            ],
          },
        ]}
      />
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.submit((credentials) => session.login(credentials));
        }}
      >
        <ConnectFields form={form} autoFocus={false} />
        {problem === null || isConnecting ? null : <ConnectProblem problem={problem} origin={session.origin} />}
        <div className={styles['buttons']}>
          <Button type="submit" variant="primary" pending={isConnecting}>
            {texts.login.submit}
          </Button>
          {isConnecting ? <Button onPress={() => session.logout()}>{texts.login.cancel}</Button> : null}
          {session === pools.primary || isConnecting ? null : (
            <Button
              onPress={() => {
                pools.remove(session.id);
                navigate({ selection: [], tab: null });
              }}
            >
              {texts.place.remove}
            </Button>
          )}
        </div>
      </form>
    </>
  );
}

/** A link leads to a pool that the console does not know. It is added only when a person says so. */
export function UnknownPool({ id }: { readonly id: string }) {
  const navigate = useNavigate();
  if (isTwinId(id)) {
    return (
      <EmptyState
        title={texts.place.twinGoneTitle}
        action={<Button onPress={() => navigate({ selection: [], tab: null })}>{texts.place.showAll}</Button>}
      >
        {texts.place.twinGone}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={texts.place.unknownTitle}
      action={
        <Button onPress={() => setShell({ serverDialog: { kind: 'add', address: id } })}>{texts.place.add}</Button>
      }
    >
      {texts.place.unknownText(id)}
    </EmptyState>
  );
}
