import { useEffect, useState } from 'react';
import { usePools } from '../../features/connections';
import type { PoolEntry } from '../../features/connections';
import { Button } from '../../ui/actions/button';
import { announce } from '../../ui/feedback/live-region';
import { CheckboxGroup } from '../../ui/forms/checkbox-group';
import { Dialog } from '../../ui/overlays/dialog';
import { setShell } from '../shell-store';
import { ConnectFields } from './connect-fields';
import { wordsFor } from './connect-words';
import styles from './connect.module.css';
import { duplicateOf } from './console-pools';
import type { ConsolePools } from './console-pools';
import { useConsolePools } from './pool-context';
import { texts } from './texts';
import { useConnectForm } from './use-connect';

const close = (): void => setShell({ serverDialog: null });

/** Why the last login to a server came to nothing; the empty text: there was none. */
function problemOf(pools: ConsolePools, id: string): string {
  const problem = pools.session(id)?.store.getState().problem ?? null;
  return problem === null ? '' : (wordsFor(problem)?.cause ?? texts.problems.unreachable);
}

/**
 * Logs in to every server of the list that is not connected, with one account. Those that refuse it stay, each with the
 * reason, for another one.
 */
export function ConnectAll(props: {
  readonly tried?: readonly string[] | undefined;
  readonly username?: string | undefined;
}) {
  const pools = useConsolePools();
  const entries = usePools().filter(({ id }) => pools.session(id)?.kind === 'live');
  const waiting = entries.filter(({ state }) => state === 'disconnected');
  // What was added before is not meant by what is added together now.
  const [left, setLeft] = useState<ReadonlySet<string>>(
    () => new Set(props.tried && waiting.map(({ id }) => id).filter((id) => props.tried?.includes(id) !== true)),
  );
  /** The servers of the attempt that is under way. */
  const [tried, setTried] = useState<ReadonlySet<string> | null>(() => (props.tried ? new Set(props.tried) : null));
  const isPending = tried !== null && entries.some(({ id, state }) => tried.has(id) && state === 'connecting');
  const form = useConnectForm(props.username ?? usualName(pools, waiting), isPending);
  // Two members of one pool: the second way to it is not kept.
  const twice = entries.find(
    ({ id, state }) => tried?.has(id) === true && state === 'connected' && duplicateOf(pools, id),
  );
  useEffect(() => {
    if (twice !== undefined && props.tried) pools.remove(twice.id);
  }, [twice, props.tried, pools]);
  const isDone = tried !== null && !isPending && waiting.every(({ id }) => !tried.has(id));
  const connected = entries.filter(({ id }) => tried?.has(id) === true).length;
  useEffect(() => {
    if (!isDone) return;
    announce(texts.dialogs.allConnected(connected));
    close();
  }, [isDone, connected]);
  const chosen = waiting.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  const submit = (): void => {
    if (chosen.length === 0) return;
    form.submit((credentials) => {
      setTried(new Set(chosen));
      for (const id of chosen) pools.session(id)?.login(credentials);
    });
  };
  const stop = (): void => {
    for (const { id, state } of entries)
      if (state === 'connecting' && tried?.has(id) === true) pools.session(id)?.logout();
    close();
  };
  const refused = tried === null || isPending ? 0 : waiting.filter(({ id }) => tried.has(id)).length;
  return (
    <Dialog
      open
      onClose={stop}
      title={texts.dialogs.connectAll}
      size="small"
      onSubmit={submit}
      footer={
        <>
          <Button onPress={stop}>{texts.login.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            pending={isPending}
            disabledReason={chosen.length === 0 && !isPending ? texts.dialogs.chooseServer : null}
          >
            {texts.dialogs.connectVerb}
          </Button>
        </>
      }
    >
      <div className={styles['fields']}>
        {waiting.length === 0 ? (
          <p>{texts.dialogs.noneLeft}</p>
        ) : (
          <CheckboxGroup
            label={texts.dialogs.servers}
            options={waiting.map(({ id, name }) => ({
              value: id,
              label: name,
              hint: problemOf(pools, id) || undefined,
            }))}
            value={chosen}
            onChange={(ids) => setLeft(new Set(waiting.map(({ id }) => id).filter((id) => !ids.includes(id))))}
          />
        )}
        <ConnectFields form={form} autoFocus />
        {refused === 0 ? null : (
          <div role="alert" className={styles['problem']}>
            {texts.dialogs.refused(refused)}
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** The account of last time, where it was the same for all. */
function usualName(pools: ConsolePools, entries: readonly PoolEntry[]): string {
  const names = new Set(entries.map(({ id }) => pools.session(id)?.store.getState().username ?? ''));
  const [first = ''] = names;
  return names.size === 1 ? first : '';
}
