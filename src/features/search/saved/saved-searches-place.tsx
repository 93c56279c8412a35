import { useRef, useState } from 'react';
import { FileUp, MoreHorizontal, Plus } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import type { MenuEntry } from '../../../ui/actions/menu';
import { MenuButton } from '../../../ui/actions/menu-button';
import { classNames } from '../../../ui/class-names';
import { showToast } from '../../../ui/feedback/toast-queue';
import { saveFile } from '../../../ui/files/save-file';
import { useConnection } from '../../../xapi/cache/connection-context';
import { useNavigation, ViewAnchor } from '../../navigation';
import { parseLook, printLook } from '../look';
import { texts } from '../texts';
import { BUILT_IN } from '../xencenter/built-in';
import type { SavedSearch } from '../xencenter/saved-search';
import { writeSearchFile } from '../xencenter/write-search';
import { viewOf } from './as-view';
import { readFile } from './import-file';
import type { PoolSearch } from './pool-searches';
import { RenameDialog } from './rename-dialog';
import { useSearches } from './use-searches';
import styles from './saved.module.css';

/** The searches that the pools keep, for everybody who uses them, and those that this console brings along. */
export function SavedSearchesPlace() {
  const { state, navigate } = useNavigation();
  const connection = useConnection();
  const searches = useSearches();
  const file = useRef<HTMLInputElement>(null);
  const [renamed, setRenamed] = useState<PoolSearch | null>(null);
  const current = state.view === 'searches' ? parseLook(state.look).saved : '';

  const take = (chosen: File): void => {
    readFile(chosen, searches.list).then(
      (found) => {
        searches.save(connection.id, found, texts.saved.importing(chosen.name));
        const [first] = found;
        if (first) navigate(viewOf(first));
      },
      (error: unknown) =>
        showToast({
          tone: 'danger',
          title: texts.saved.notImported(chosen.name),
          detail: error instanceof Error ? error.message : String(error),
        }),
    );
  };
  return (
    <div className={styles['place']}>
      <div className={styles['tools']}>
        <Button
          size="small"
          icon={<Plus size={14} />}
          onPress={() =>
            navigate({
              view: 'searches',
              selection: [],
              tab: 'search',
              gridFilter: '',
              look: printLook({ scope: ['vm'], grouping: [], saved: '' }),
              sort: null,
              columns: null,
            })
          }
        >
          {texts.saved.new}
        </Button>
        <Button
          size="small"
          icon={<FileUp size={14} />}
          disabledReason={searches.reason(connection.id)}
          onPress={() => file.current?.click()}
        >
          {texts.saved.import}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".xensearch,.xml"
          aria-label={texts.saved.import}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            if (chosen) take(chosen);
            event.target.value = '';
          }}
        />
      </div>
      <section>
        <h3 className={styles['heading']}>{texts.saved.own}</h3>
        {searches.list.length === 0 ? <p className={styles['none']}>{texts.saved.none}</p> : null}
        <ul className={styles['list']}>
          {searches.list.map((each) => (
            <Item
              key={each.uuid}
              name={each.name}
              search={each.search}
              problem={each.problem}
              isCurrent={each.uuid === current}
              entries={[
                ...(each.search === null ? [] : [exportEntry(each.search)]),
                {
                  id: 'rename',
                  label: texts.saved.rename,
                  disabledReason: reasonFor(each),
                  onAction: () => setRenamed(each),
                },
                {
                  id: 'delete',
                  label: texts.saved.delete,
                  danger: true,
                  disabledReason: reasonFor(each),
                  onAction: () => searches.remove(each),
                },
              ]}
            />
          ))}
        </ul>
      </section>
      <section>
        <h3 className={styles['heading']}>{texts.saved.builtIn}</h3>
        <ul className={styles['list']}>
          {BUILT_IN.map((each) => (
            <Item
              key={each.uuid}
              name={each.name}
              search={each}
              problem=""
              isCurrent={each.uuid === current}
              entries={[exportEntry(each)]}
            />
          ))}
        </ul>
      </section>
      {renamed === null ? null : (
        <RenameDialog
          name={renamed.name}
          onRename={(name) => searches.rename(renamed, name)}
          onClose={() => setRenamed(null)}
        />
      )}
    </div>
  );

  function reasonFor({ kept }: PoolSearch): string | null {
    return [...kept.keys()].map(searches.reason).find((reason) => reason !== null) ?? null;
  }
}

function exportEntry(search: SavedSearch): MenuEntry {
  return {
    id: 'export',
    label: texts.saved.export,
    onAction: () => {
      const name = search.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 80);
      saveFile(`${name}.xensearch`, new Blob([writeSearchFile([search])], { type: 'application/xml' }));
    },
  };
}

interface ItemProps {
  readonly name: string;
  readonly search: SavedSearch | null;
  readonly problem: string;
  readonly isCurrent: boolean;
  readonly entries: readonly MenuEntry[];
}

function Item({ name, search, problem, isCurrent, entries }: ItemProps) {
  return (
    <li>
      <div className={classNames(styles['item'], isCurrent && styles['current'])}>
        {search === null ? (
          <span className={styles['broken']}>{name}</span>
        ) : (
          <ViewAnchor to={viewOf(search)} className={styles['link'] ?? ''} isCurrent={isCurrent}>
            {name}
          </ViewAnchor>
        )}
        <MenuButton
          label={texts.saved.actions(name)}
          icon={<MoreHorizontal size={16} />}
          iconOnly
          size="small"
          entries={entries}
          placement="bottom end"
        />
      </div>
      {problem === '' ? null : <p className={styles['why']}>{problem}</p>}
    </li>
  );
}
