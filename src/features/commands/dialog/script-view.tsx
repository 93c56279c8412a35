import { CopyButton } from '../../../ui/display/copy';
import type { Script } from '../command';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

/** The XenAPI calls and the `xe` lines behind an action, folded away until somebody asks. */
export function ScriptView({ scripts }: { readonly scripts: readonly Script[] }) {
  const api = scripts.flatMap((script) => script.api).join('\n');
  const xe = scripts.flatMap((script) => script.xe).join('\n');
  if (api === '') return null;
  return (
    <details className={styles['script']}>
      <summary>{dialogTexts.showApi}</summary>
      <Lines name={dialogTexts.api} lines={api} />
      {xe === '' ? null : <Lines name={dialogTexts.xe} lines={xe} />}
    </details>
  );
}

function Lines({ name, lines }: { readonly name: string; readonly lines: string }) {
  return (
    <div className={styles['lines']}>
      <div className={styles['linesHead']}>
        <span>{name}</span>
        <CopyButton text={lines} name={name} />
      </div>
      {/* A long line scrolls sideways; the keyboard has to be able to do that too. */}
      <pre tabIndex={0} aria-label={name}>
        {lines}
      </pre>
    </div>
  );
}
