import { useState } from 'react';
import { useStore } from 'zustand';
import type { PoolSession } from './pool-session';
import { texts } from './texts';

/** What a person fills in to log in, and how far that is. */
export interface ConnectForm {
  readonly username: string;
  readonly password: string;
  readonly setUsername: (text: string) => void;
  readonly setPassword: (text: string) => void;
  readonly usernameError: string | null;
  readonly passwordError: string | null;
  readonly isPending: boolean;
  /** Answers false when something is missing, which is said beside the field then. */
  readonly submit: (login: (credentials: { readonly username: string; readonly password: string }) => void) => boolean;
}

/** The fields of a login. The password is forgotten with the form. */
export function useConnectForm(initialUsername: string, isPending: boolean): ConnectForm {
  const [username, setUsername] = useState(initialUsername === '' ? 'root' : initialUsername);
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState(false);
  const isComplete = username.trim() !== '' && password !== '';
  return {
    username,
    password,
    setUsername,
    setPassword,
    usernameError: asked && username.trim() === '' ? texts.login.wanted : null,
    passwordError: asked && password === '' ? texts.login.wanted : null,
    isPending,
    submit(login) {
      setAsked(true);
      if (isComplete && !isPending) login({ username: username.trim(), password });
      return isComplete;
    },
  };
}

/** Whether a login is under way. */
export function useIsConnecting(session: PoolSession): boolean {
  return useStore(
    session.store,
    ({ phase, status, reached, trying, byOpener }) =>
      trying || (byOpener && !reached) || (phase.kind === 'open' && !reached && status.kind === 'connecting'),
  );
}
