import { Button } from '../../ui/actions/button';
import { ConnectFields } from './connect-fields';
import { ConnectProblem } from './connect-problem';
import { Connecting } from './connecting';
import styles from './login-page.module.css';
import { usePool, usePoolState } from './pool-context';
import { texts } from './texts';
import { useConnectForm, useIsConnecting } from './use-connect';

/** The way into a live pool, in place of everything: the page came from it, and knows no other. */
export function LoginPage() {
  const session = usePool();
  const problem = usePoolState((state) => state.problem);
  const isAdmitted = usePoolState((state) => state.byOpener);
  const form = useConnectForm('', useIsConnecting(session));
  if (isAdmitted) {
    return (
      <main className={styles['page']}>
        <Connecting />
      </main>
    );
  }
  return (
    <main className={styles['page']}>
      <form
        className={styles['card']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.submit((credentials) => session.login(credentials));
        }}
      >
        <header className={styles['header']}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={28} height={28} />
          <div>
            <h1 className={styles['title']}>{texts.login.title}</h1>
            <p className={styles['where']}>{texts.login.pool(window.location.host)}</p>
          </div>
        </header>
        <ConnectFields form={form} autoFocus />
        {problem === null || form.isPending ? null : (
          <ConnectProblem problem={problem} origin={window.location.origin} />
        )}
        <Button type="submit" variant="primary" pending={form.isPending}>
          {texts.login.submit}
        </Button>
      </form>
    </main>
  );
}
