import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { standInId, usePools } from '../../features/connections';
import { useNavigate } from '../../features/navigation';
import { Button } from '../../ui/actions/button';
import { RadioGroup } from '../../ui/forms/radio-group';
import { TextField } from '../../ui/forms/text-field';
import { ConfirmDialog } from '../../ui/overlays/confirm-dialog';
import { Dialog } from '../../ui/overlays/dialog';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection, ConnectionStatus } from '../../xapi/client/contract';
import { focusWorkspace } from '../layout/focus-workspace';
import { setShell } from '../shell-store';
import type { ServerDialogRequest } from '../shell-store';
import { ConnectAll } from './connect-all';
import { ConnectFields } from './connect-fields';
import { ConnectProblem } from './connect-problem';
import styles from './connect.module.css';
import { duplicateOf } from './console-pools';
import { useConsolePools } from './pool-context';
import type { PoolSession } from './pool-session';
import { readAddress, splitAddresses } from './server-address';
import { makePool, serversAlone } from './site-commands';
import { texts } from './texts';
import { useConnectForm, useIsConnecting } from './use-connect';

const close = (): void => setShell({ serverDialog: null });

/** The dialog that somebody asked for: a new server, or a login to one of the list. */
export function ServerDialog({ request }: { readonly request: ServerDialogRequest }) {
  const pools = useConsolePools();
  if (request.kind === 'add') return <AddServer address={request.address ?? ''} />;
  if (request.kind === 'newPool') return <NewPool />;
  if (request.kind === 'all') return <ConnectAll tried={request.tried} username={request.username} />;
  const session = pools.session(request.id);
  if (session === undefined) return null;
  const name = pools.list.entries().find(({ id }) => id === request.id)?.name ?? session.label;
  if (request.kind === 'closeTwin') return <CloseTwin id={request.id} name={name} />;
  return request.kind === 'again' ? (
    <LoginAgain session={session} name={name} />
  ) : (
    <Login session={session} name={name} asAnother={request.kind === 'as'} />
  );
}

function CloseTwin({ id, name }: { readonly id: string; readonly name: string }) {
  const pools = useConsolePools();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      open
      onClose={close}
      onConfirm={() => {
        pools.remove(id);
        navigate({ selection: [], tab: null });
      }}
      title={texts.dialogs.closeTwin(name)}
      verb={texts.dialogs.closeTwinVerb}
      danger
    >
      {texts.dialogs.closeTwinText}
    </ConfirmDialog>
  );
}

/** A new pool begins with one server, whose wizard takes in the others. */
function NewPool() {
  const navigate = useNavigate();
  const alone = serversAlone(usePools());
  const [chosen, setChosen] = useState(alone[0]?.pool.connection ?? '');
  const first = alone.find(({ pool }) => pool.connection === chosen) ?? alone[0];
  return (
    <Frame
      title={texts.dialogs.newPool}
      verb={texts.dialogs.newPoolVerb}
      isPending={false}
      onSubmit={() => {
        close();
        if (first !== undefined) makePool(navigate, first);
      }}
      onCancel={close}
    >
      <p>{alone.length === 0 ? texts.dialogs.noneAlone : texts.dialogs.newPoolText}</p>
      <RadioGroup
        label={texts.dialogs.coordinator}
        value={first?.pool.connection ?? ''}
        onChange={setChosen}
        options={alone.map(({ name, pool }) => ({ value: pool.connection, label: name }))}
      />
    </Frame>
  );
}

interface FrameProps {
  readonly title: string;
  readonly verb: string;
  readonly isPending: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

function Frame({ title, verb, isPending, onSubmit, onCancel, children }: FrameProps) {
  return (
    <Dialog
      open
      onClose={onCancel}
      title={title}
      size="small"
      onSubmit={onSubmit}
      footer={
        <>
          <Button onPress={onCancel}>{texts.login.cancel}</Button>
          <Button type="submit" variant="primary" pending={isPending}>
            {verb}
          </Button>
        </>
      }
    >
      <div className={styles['fields']}>{children}</div>
    </Dialog>
  );
}

/** Calls back when it is known which pool it is: it and its servers are what arrives first. */
function useReached(session: PoolSession | null, onReached: (session: PoolSession) => void): void {
  const latest = useRef(onReached);
  useEffect(() => {
    latest.current = onReached;
  }, [onReached]);
  useEffect(() => {
    if (session === null) return undefined;
    let followed: Connection | null = null;
    let leave: (() => void) | null = null;
    const look = (): void => {
      const { connection, reached } = session.store.getState();
      if (connection !== followed) {
        leave?.();
        followed = connection;
        leave = connection && onInventory(connection, look);
      }
      if (connection === null || !reached) return;
      const { pool, host } = readInventory(connection);
      if (pool.size > 0 && host.size > 0) latest.current(session);
    };
    look();
    const off = session.store.subscribe(look);
    return () => {
      off();
      leave?.();
    };
  }, [session]);
}

/** Closes the dialog and shows the pool where it stands. */
function useShow(): (id: string) => void {
  const navigate = useNavigate();
  return (id) => {
    navigate({ view: 'infrastructure', selection: [standInId(id)], tab: null, filter: '' });
    close();
    focusWorkspace();
  };
}

function AddServer({ address: initial }: { readonly address: string }) {
  const pools = useConsolePools();
  const show = useShow();
  const [address, setAddress] = useState(initial);
  const [wrong, setWrong] = useState(false);
  /** The attempt, and whether it would bring a pool into the list that was not there. */
  const [attempt, setAttempt] = useState<{ readonly session: PoolSession; readonly isNew: boolean } | null>(null);
  const [duplicate, setDuplicate] = useState<string | null>(null);
  const session = attempt?.session ?? null;

  const dropAttempt = (): void => {
    if (attempt?.isNew === true && !attempt.session.store.getState().reached) pools.remove(attempt.session.id);
    setAttempt(null);
  };

  useReached(session, (reached) => {
    const other = duplicateOf(pools, reached.id);
    if (other === undefined || attempt?.isNew !== true) {
      show(reached.id);
      return;
    }
    // The same pool by another way.
    pools.remove(reached.id);
    setAttempt(null);
    setDuplicate(other.name);
  });

  /** Logs in to all of them with one account; who refuses it waits in the window that connects to several. */
  const addSeveral = (
    all: readonly string[],
    credentials: { readonly username: string; readonly password: string },
  ): void => {
    dropAttempt();
    const opened = all.flatMap((each) => pools.open(each) ?? []).filter(({ store }) => !store.getState().reached);
    for (const each of opened) each.login(credentials);
    setShell({ serverDialog: { kind: 'all', tried: opened.map(({ id }) => id), username: credentials.username } });
  };

  const submit = (credentials: { readonly username: string; readonly password: string }): void => {
    const all = splitAddresses(address);
    if (wrongAddress(address) !== null) return;
    if (all.length > 1) {
      addSeveral(all, credentials);
      return;
    }
    const [only = ''] = all;
    const at = readAddress(only);
    if (at === null) return;
    setDuplicate(null);
    const before = pools.sessions();
    if (attempt !== null && attempt.session.origin !== at.origin) dropAttempt();
    const opened = pools.open(only);
    if (opened === null) return;
    if (opened.store.getState().reached && attempt?.session !== opened) {
      // It is connected: nothing to log in to, and nothing to lose.
      show(opened.id);
      return;
    }
    const isSame = attempt?.session === opened;
    setAttempt({ session: opened, isNew: isSame ? attempt.isNew : !before.includes(opened) });
    opened.login(credentials);
  };

  return (
    <AddForm
      session={session}
      address={address}
      addressError={wrong ? wrongAddress(address) : null}
      duplicate={duplicate}
      onAddress={setAddress}
      onSubmit={submit}
      onAsked={() => setWrong(true)}
      onCancel={() => {
        dropAttempt();
        close();
      }}
    />
  );
}

/** What is wrong with what was typed for the address of a server, or those of several. */
function wrongAddress(text: string): string | null {
  const all = splitAddresses(text);
  const wrong = all.find((each) => readAddress(each) === null);
  if (wrong === undefined) return all.length === 0 ? texts.login.addressNeeded : null;
  return all.length === 1 ? texts.login.addressWrong : texts.login.oneWrong(wrong);
}

interface AddFormProps {
  readonly session: PoolSession | null;
  readonly address: string;
  readonly addressError: string | null;
  readonly duplicate: string | null;
  readonly onAddress: (text: string) => void;
  readonly onSubmit: (credentials: { readonly username: string; readonly password: string }) => void;
  readonly onAsked: () => void;
  readonly onCancel: () => void;
}

function AddForm(props: AddFormProps) {
  const { session, address, duplicate } = props;
  const { primary } = useConsolePools();
  const isPending = useIsConnecting(session ?? primary) && session !== null;
  const problem = useStore((session ?? primary).store, (state) => state.problem);
  const form = useConnectForm('', isPending);
  return (
    <Frame
      title={texts.dialogs.add}
      verb={texts.dialogs.addVerb}
      isPending={isPending}
      onSubmit={() => {
        props.onAsked();
        form.submit(props.onSubmit);
      }}
      onCancel={props.onCancel}
    >
      <TextField
        label={texts.login.address}
        value={address}
        onChange={props.onAddress}
        autoComplete="url"
        autoFocus={address === ''}
        hint={`${texts.login.addressHint} ${texts.login.severalHint}`}
        error={props.addressError}
      />
      <ConnectFields form={form} autoFocus={address !== ''} />
      {duplicate === null ? null : (
        <div role="alert" className={styles['problem']}>
          {texts.dialogs.duplicate(duplicate)}
        </div>
      )}
      {session === null || problem === null || isPending ? null : (
        <ConnectProblem problem={problem} origin={session.origin} />
      )}
    </Frame>
  );
}

/** To a pool that is not connected, or as another account to one that is. */
function Login(props: { readonly session: PoolSession; readonly name: string; readonly asAnother: boolean }) {
  const { session, name, asAnother } = props;
  const show = useShow();
  const isPending = useIsConnecting(session);
  const problem = useStore(session.store, (state) => state.problem);
  const connection = useStore(session.store, (state) => state.connection);
  /** The connection that there was when a login was tried; undefined: none was. */
  const [before, setBefore] = useState<Connection | null>();
  const tried = before !== undefined;
  const form = useConnectForm(asAnother ? '' : session.store.getState().username, isPending);
  useReached(tried && connection !== before ? session : null, () => {
    if (asAnother) close();
    else show(session.id);
  });
  return (
    <Frame
      title={asAnother ? texts.dialogs.connectAs(name) : texts.dialogs.connect(name)}
      verb={texts.dialogs.connectVerb}
      isPending={isPending}
      onSubmit={() =>
        form.submit((credentials) => {
          setBefore(connection);
          session.loginAs(credentials);
        })
      }
      onCancel={() => {
        session.stopTrying();
        if (tried && !session.store.getState().reached) session.logout();
        close();
      }}
    >
      <ConnectFields form={form} autoFocus />
      {problem === null || isPending ? null : <ConnectProblem problem={problem} origin={session.origin} />}
    </Frame>
  );
}

/** A session has ended: what is on the screen stays, and goes on with the password. */
function LoginAgain({ session, name }: { readonly session: PoolSession; readonly name: string }) {
  const status = useStore(session.store, (state) => state.status);
  const [before, setBefore] = useState<ConnectionStatus | null>(null);
  const form = useConnectForm(session.store.getState().username, before === status);
  const isBack = status.kind === 'loading' || status.kind === 'connected';
  useEffect(() => {
    if (isBack) close();
  }, [isBack]);
  return (
    <Frame
      title={texts.dialogs.again(name)}
      verb={texts.dialogs.connectVerb}
      isPending={before === status}
      onSubmit={() =>
        form.submit((credentials) => {
          setBefore(status);
          session.login(credentials);
        })
      }
      onCancel={close}
    >
      <ConnectFields form={form} autoFocus />
      {status.kind === 'failed' && before !== status ? (
        <ConnectProblem problem={status} origin={session.origin} />
      ) : null}
    </Frame>
  );
}
