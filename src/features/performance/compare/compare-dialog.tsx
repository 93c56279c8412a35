import { useDeferredValue, useMemo, useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { Checkbox } from '../../../ui/forms/checkbox';
import { SearchField } from '../../../ui/forms/search-field';
import { Dialog } from '../../../ui/overlays/dialog';
import styles from '../own/own.module.css';
import { texts } from '../texts';
import { MOST_OTHERS } from '../view/view-words';
import type { Comparable } from './compare-graphs';

export interface CompareDialogProps {
  readonly name: string;
  readonly all: readonly Comparable[];
  readonly chosen: readonly string[];
  readonly onClose: () => void;
  readonly onChoose: (refs: readonly string[]) => void;
}

/** More would be scrolled through rather than searched. */
const MOST_SHOWN = 100;

/** Chooses what an object is put beside. */
export function CompareDialog({ name, all, chosen: before, onClose, onChoose }: CompareDialogProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(before);
  const words = useDeferredValue(text).trim().toLowerCase();
  const found = useMemo(() => all.filter((each) => each.name.toLowerCase().includes(words)), [all, words]);
  const isFull = chosen.length >= MOST_OTHERS;
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.compare.with(name)}
      subtitle={texts.compare.most(MOST_OTHERS)}
      onSubmit={() => onChoose(chosen)}
      footer={
        <>
          <Button onPress={onClose}>{texts.own.cancel}</Button>
          <Button type="submit" variant="primary">
            {texts.compare.verb}
          </Button>
        </>
      }
    >
      <div className={styles['dialog']}>
        <SearchField label={texts.compare.search} value={text} onChange={setText} autoFocus />
        <div className={styles['list']} tabIndex={0} role="group" aria-label={texts.compare.objects}>
          {found.length === 0 ? <p className={styles['quiet']}>{texts.compare.noneFound}</p> : null}
          {found.slice(0, MOST_SHOWN).map(({ ref, name: other }) => (
            <Checkbox
              key={ref}
              checked={chosen.includes(ref)}
              disabled={isFull && !chosen.includes(ref)}
              onChange={(on) => setChosen(on ? [...chosen, ref] : chosen.filter((each) => each !== ref))}
            >
              {other}
            </Checkbox>
          ))}
          {found.length > MOST_SHOWN ? (
            <p className={styles['quiet']}>{texts.compare.more(found.length - MOST_SHOWN)}</p>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}
