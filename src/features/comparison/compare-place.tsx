import { useRef } from 'react';
import type { ChangeEvent } from 'react';
import { ArrowLeftRight, FileUp, GitCompareArrows, Save, Trash2 } from 'lucide-react';
import { Button, IconButton } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { showToast } from '../../ui/feedback/toast-queue';
import { Select } from '../../ui/forms/select';
import { useConnection } from '../../xapi/cache/connection-context';
import { usePools } from '../connections';
import { useNavigation } from '../navigation';
import { ComparisonView } from './comparison-view';
import styles from './comparison.module.css';
import { forgetState } from './kept-states';
import { keepNow } from './keep-now';
import { addFile, useSources } from './sources';
import type { Source } from './sources';
import { texts } from './texts';

type Side = 'before' | 'after';
const SIDES: readonly Side[] = ['before', 'after'];

/** The words of the address of this place, and those of others. */
export const COMPARE = 'compare';
const wordFor = (side: Side, key: string): string => `${side}:${key}`;

/** Chooses two states and tells how they differ. */
export function ComparePlace() {
  const { state, navigate } = useNavigation();
  const sources = useSources();
  const keyOf = (side: Side): string => {
    const word = state.mode.find((each) => each.startsWith(`${side}:`));
    return word === undefined ? '' : word.slice(side.length + 1);
  };
  const chosen = (side: Side): Source | undefined => sources.find(({ key }) => key === keyOf(side));
  const choose = (keys: Readonly<Partial<Record<Side, string>>>): void => {
    const words = SIDES.flatMap((side) => {
      const key = keys[side] ?? keyOf(side);
      return key === '' ? [] : [wordFor(side, key)];
    });
    const rest = state.mode.filter((word) => word !== COMPARE && !SIDES.some((side) => word.startsWith(`${side}:`)));
    navigate({ mode: [COMPARE, ...words, ...rest] }, { replace: true });
  };
  const [before, after] = [chosen('before'), chosen('after')];
  const isLost = SIDES.some((side) => keyOf(side) !== '' && chosen(side) === undefined);
  return (
    <>
      <p className={styles['about']}>{texts.about}</p>
      <div className={styles['choices']}>
        {SIDES.map((side) => (
          <div key={side} className={styles['choice']}>
            <Select
              label={texts[side]}
              value={chosen(side)?.key ?? ''}
              options={[
                { value: '', label: texts.choose },
                ...sources.map(({ key, label }) => ({ value: key, label })),
              ]}
              onChange={(key) => choose({ [side]: key })}
            />
            <FileButton side={side} onFile={(file) => choose({ [side]: addFile(file).key })} />
          </div>
        ))}
        <Button
          icon={<ArrowLeftRight size={16} />}
          onPress={() => choose({ before: keyOf('after'), after: keyOf('before') })}
        >
          {texts.swap}
        </Button>
      </div>
      <KeptStates sources={sources} />
      {before && after ? (
        <ComparisonView key={`${before.key} ${after.key}`} before={before} after={after} />
      ) : (
        <EmptyState icon={<GitCompareArrows size={24} />} title={texts.pick} action={<KeepButton />}>
          {isLost ? texts.lost : texts.pickText}
        </EmptyState>
      )}
    </>
  );
}

function FileButton({ side, onFile }: { readonly side: Side; readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const [file] = event.target.files ?? [];
    if (file) onFile(file);
    event.target.value = '';
  };
  const label = texts.chooseFile(texts[side]);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".xml,.gz,.json,.xenia"
        aria-label={label}
        className={styles['file']}
        tabIndex={-1}
        onChange={take}
      />
      <IconButton label={label} icon={<FileUp size={16} />} onPress={() => input.current?.click()} />
    </>
  );
}

/** Keeps the pool in front. */
function KeepButton() {
  const connection = useConnection();
  const entry = usePools().find(({ id }) => id === connection.id);
  if (entry?.state !== 'connected') return null;
  return (
    <Button icon={<Save size={16} />} onPress={() => keepNow(entry.name, entry.connection, entry.clock.nowMs())}>
      {texts.keep(entry.name)}
    </Button>
  );
}

function KeptStates({ sources }: { readonly sources: readonly Source[] }) {
  const kept = sources.filter((source) => source.kept !== null);
  const forget = (source: Source): void => {
    if (!source.kept) return;
    forgetState(source.kept.id).catch(() => showToast({ tone: 'danger', title: texts.failed }));
  };
  if (kept.length === 0) return null;
  return (
    <section aria-label={texts.keptStates} className={styles['kept']}>
      <KeepButton />
      <ul>
        {kept.map((source) => (
          <li key={source.key}>
            {source.label}
            <IconButton
              label={texts.forget(source.label)}
              icon={<Trash2 size={16} />}
              size="small"
              variant="quiet"
              onPress={() => forget(source)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
