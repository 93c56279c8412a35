import { ChevronLeft, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { LABS } from '../../control/labs/catalogue';
import { useNavigation } from '../../features/navigation';
import { IconButton } from '../../ui/actions/button';
import { Banner } from '../../ui/feedback/banner';
import { usePool } from '../connections/pool-context';
import { PatchLink } from '../layout/patch-link';
import { setShell } from '../shell-store';
import { LabList } from './lab-list';
import { LabPage } from './lab-page';
import styles from './labs.module.css';
import { texts } from './texts';

/**
 * The place of the labs in the workspace: the list, or one lab. An experiment has a simulator of its own, so a link to
 * a lab works on a live pool as well; the page then says that the pool takes no part.
 */
export function LabsPlace() {
  const { state, navigate } = useNavigation();
  const { kind } = usePool();
  const lab = LABS.find(({ id }) => id === state.lab);
  const title = lab?.title ?? texts.title;
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    setShell({ labTitle: title });
    frame.current?.scrollTo(0, 0);
  }, [title]);
  return (
    <div ref={frame} className={styles['place']}>
      <header className={styles['header']}>
        <div className={styles['heading']}>
          {lab === undefined ? null : (
            <PatchLink className={styles['back']} patch={{ lab: '', labInputs: '' }}>
              <ChevronLeft size={14} aria-hidden="true" />
              {texts.all}
            </PatchLink>
          )}
          <h1 className={styles['title']}>{title}</h1>
          {lab === undefined ? <p className={styles['lead']}>{texts.lead}</p> : null}
        </div>
        <IconButton label={texts.close} icon={<X />} onPress={() => navigate({ lab: null, labInputs: '' })} />
      </header>
      {kind === 'live' ? (
        <Banner tone="info" title={texts.otherPool} className={styles['notice']}>
          {texts.otherPoolHint}
        </Banner>
      ) : null}
      {lab !== undefined ? (
        <LabPage key={lab.id} lab={lab} />
      ) : (
        <>
          {state.lab === null || state.lab === '' ? null : (
            <Banner tone="warning" title={texts.unknown(state.lab.slice(0, 40))} className={styles['notice']}>
              {texts.unknownHint}
            </Banner>
          )}
          <LabList />
        </>
      )}
    </div>
  );
}
