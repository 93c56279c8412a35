import { useState } from 'react';
import { Button } from '../../ui/actions/button';
import { TextField } from '../../ui/forms/text-field';
import { texts } from '../texts';
import styles from './login-page.module.css';
import { loginProblem } from './login-problem';
import { usePool, usePoolState } from './pool-context';

/** The way into a live pool. The password goes to the pool and nowhere else, and is not kept. */
export function LoginPage() {
  const session = usePool();
  const phase = usePoolState((state) => state.phase);
  const status = usePoolState((state) => state.status);
  const [username, setUsername] = useState('root');
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState(false);
  const pending = phase.kind === 'open' && (status.kind === 'connecting' || status.kind === 'loading');
  const problem = phase.kind === 'open' ? loginProblem(status) : null;

  const submit = () => {
    setAsked(true);
    if (username.trim() !== '' && password !== '' && !pending) session.login({ username: username.trim(), password });
  };

  return (
    <main className={styles['page']}>
      <form
        className={styles['card']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <header className={styles['header']}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={28} height={28} />
          <div>
            <h1 className={styles['title']}>{texts.login.title}</h1>
            <p className={styles['where']}>{texts.login.pool(window.location.host)}</p>
          </div>
        </header>
        <TextField
          label={texts.login.user}
          value={username}
          onChange={setUsername}
          autoComplete="username"
          error={asked && username.trim() === '' ? texts.login.wanted : undefined}
        />
        <TextField
          label={texts.login.password}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          autoFocus
          error={asked && password === '' ? texts.login.wanted : undefined}
        />
        {problem === null ? null : (
          <p role="alert" className={styles['problem']}>
            {problem}
          </p>
        )}
        <Button type="submit" variant="primary" pending={pending}>
          {texts.login.submit}
        </Button>
      </form>
    </main>
  );
}
