import { useEffect, useRef, useState } from 'react';
import { TextField } from '../../../ui/forms/text-field';
import type { Actor, Connection } from '../../../xapi/client/contract';
import { toXapiError } from '../../../xapi/client/xapi-error';
import { errorSentence } from '../error-sentence';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

/** The account that a person lends for one run; its password lives as long as the dialog. */
export interface OtherAccountState {
  readonly username: string;
  readonly password: string;
  readonly setUsername: (text: string) => void;
  readonly setPassword: (text: string) => void;
  /** Why nobody can be logged in yet; null: one can. */
  readonly missing: string | null;
  /** What the pool said to the last try; null: nothing. */
  readonly problem: string | null;
  readonly isLoggingIn: boolean;
  readonly logIn: (then: (actor: Actor) => void) => void;
}

export function useOtherAccount(connection: Connection): OtherAccountState {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isLoggingIn, setLoggingIn] = useState(false);
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return {
    username,
    password,
    setUsername,
    setPassword,
    missing: username.trim() === '' ? dialogTexts.fillIn(dialogTexts.other.user) : null,
    problem,
    isLoggingIn,
    logIn(then) {
      setLoggingIn(true);
      setProblem(null);
      connection
        .actAs({ username: username.trim(), password })
        .then(
          (actor) => {
            // Who closed the window while the pool was looking does not want it any more.
            if (isOpen.current) then(actor);
            else actor.end();
          },
          async (error: unknown) => setProblem(await errorSentence(toXapiError(error), connection)),
        )
        .finally(() => setLoggingIn(false));
    },
  };
}

export function OtherAccount({ account }: { readonly account: OtherAccountState }) {
  return (
    <>
      <p className={styles['consequence']}>{dialogTexts.other.explain}</p>
      <TextField
        label={dialogTexts.other.user}
        value={account.username}
        onChange={account.setUsername}
        autoComplete="off"
        autoFocus
      />
      <TextField
        label={dialogTexts.other.password}
        type="password"
        value={account.password}
        onChange={account.setPassword}
        autoComplete="off"
        error={account.problem ?? undefined}
      />
    </>
  );
}
