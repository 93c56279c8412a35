import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import styles from './connect.module.css';
import { wordsFor, wordsForSilence } from './connect-words';
import type { ConnectWords } from './connect-words';
import { diagnose } from './diagnose';
import type { ConnectProblem as Problem } from './pool-session';
import { texts } from './texts';

/** Why a login came to nothing: what happened and what to do. A silent server is looked into first. */
export function ConnectProblem({ problem, origin }: { readonly problem: Problem; readonly origin: string }) {
  const known = wordsFor(problem);
  return (
    <div role="alert" className={styles['problem']}>
      {known === null ? <Silence origin={origin} /> : <Words words={known} />}
    </div>
  );
}

function Silence({ origin }: { readonly origin: string }) {
  const { data } = useQuery({
    queryKey: ['silent server', origin],
    queryFn: () => diagnose(origin, window.location.origin),
    gcTime: 0,
  });
  return data === undefined ? texts.problems.probing : <Words words={wordsForSilence(data, origin)} />;
}

function Words({ words: { cause, remedy, open } }: { readonly words: ConnectWords }) {
  return (
    <>
      <strong>{cause}</strong>
      {typeof remedy === 'string' ? (
        <p>{remedy}</p>
      ) : (
        <ol>
          {remedy.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {open === null ? null : (
        <a href={open} target="_blank" rel="noreferrer">
          {texts.problems.openTab(open)} <ExternalLink size={14} aria-hidden="true" />
        </a>
      )}
    </>
  );
}
