import { TextField } from '../../ui/forms/text-field';
import { texts } from './texts';
import type { ConnectForm } from './use-connect';

/** User name and password. */
export function ConnectFields({ form, autoFocus }: { readonly form: ConnectForm; readonly autoFocus: boolean }) {
  return (
    <>
      <TextField
        label={texts.login.user}
        value={form.username}
        onChange={form.setUsername}
        autoComplete="username"
        error={form.usernameError}
      />
      <TextField
        label={texts.login.password}
        type="password"
        value={form.password}
        onChange={form.setPassword}
        autoComplete="current-password"
        autoFocus={autoFocus}
        hint={texts.login.passwordHint}
        error={form.passwordError}
      />
    </>
  );
}
