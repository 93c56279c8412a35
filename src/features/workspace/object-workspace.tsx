import { Suspense, useCallback, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/actions/button';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Skeleton } from '../../ui/feedback/skeleton';
import { showToast } from '../../ui/feedback/toast-queue';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { TabPanel, Tabs } from '../../ui/layout/tabs';
import { PaneBoundary } from '../../ui/parts/pane-boundary';
import { useConnectionStatus } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandToolbar } from '../commands';
import { objectKey, SITE, useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { homeHost, only, OBJECT_CLASSES, row, srHost, statusBadgeTone, useDerived } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { AccountFacts } from './account-facts';
import { describeSelection } from './describe';
import type { Heading } from './describe';
import { siteTabs, tabsOf, tabsOfSeveral } from './tabs';
import type { Tab } from './tabs';
import { texts } from './texts';
import styles from './workspace.module.css';

const CLASSES: readonly ClassName[] = [...OBJECT_CLASSES, 'host_metrics', 'PBD', 'PIF', 'PIF_metrics', 'PCI'];

/** The tab last used for each type, so that going from VM to VM keeps the view (XenCenter's habit). */
const lastTabs = new Map<ObjectKind, string>();

/** What is selected: header, commands, tabs. */
export function ObjectWorkspace() {
  const { state, navigate, href } = useNavigation();
  const { selection } = state;
  const select = useCallback((inventory: Inventory) => viewOf(inventory, selection), [selection]);
  const heading = useDerived(CLASSES, select, sameView);
  const [id] = selection;
  useLeaveGone(selection, heading);
  const isStale = ['lost', 'failed', 'closed'].includes(useConnectionStatus().kind);
  if (heading === null) return <Missing />;
  const { kind, tabs } = heading;
  const wanted = state.tab ?? (kind ? lastTabs.get(kind) : undefined);
  const tab = tabs.find((each) => each.id === wanted) ?? tabs[0];
  const about = tab?.isOfPool === true ? heading.parent : id;
  const name = [tab?.id, ...selection.slice(0, 2).map(objectKey)].join(' ');
  const choose = (next: string): void => {
    if (kind) lastTabs.set(kind, next);
    // Words that find a disk find nothing among snapshots.
    navigate({ tab: next, gridFilter: '', look: '' });
  };
  if (state.alone && id && kind) {
    return (
      <div className={styles['workspace']}>
        <h1 className={styles['silent']}>{heading.title}</h1>
        <div className={styles['panel']}>
          <Panel name={name}>{tab?.render(about ?? id, kind)}</Panel>
        </div>
      </div>
    );
  }
  return (
    <div className={styles['workspace']}>
      <header className={styles['header']}>
        <ObjectGlyph {...heading.glyph} sizePx={24} />
        <div className={styles['titles']}>
          <div className={styles['titleLine']}>
            <h1 className={styles['title']} dir="auto" title={heading.title}>
              {heading.title}
            </h1>
            {heading.status === null ? null : kind === 'pool' && isStale ? (
              <Badge tone="danger" filled>
                {texts.notLive}
              </Badge>
            ) : (
              <Badge tone={statusBadgeTone(heading.status)} filled>
                {heading.status.label}
              </Badge>
            )}
          </div>
          <p className={styles['subtitle']}>
            {heading.subtitle === '' ? null : <span>{heading.subtitle}</span>}
            {kind && id ? <AccountFacts id={id} /> : null}
          </p>
        </div>
        <div className={styles['commands']}>
          <CommandToolbar ids={selection.length === 0 ? WHOLE_SITE : selection} label={texts.actions(heading.title)} />
        </div>
      </header>
      {tabs.length > 1 ? (
        <Tabs
          label={texts.tabsLabel}
          className={styles['tabs'] ?? ''}
          idPrefix="object"
          selected={tab?.id ?? ''}
          tabs={tabs.map((each) => ({
            id: each.id,
            label: texts.tabs[each.id],
            href: href({ tab: each.id, gridFilter: '', look: '' }),
          }))}
          onSelect={choose}
        />
      ) : null}
      {tabs.length > 1 ? (
        // The panel is there from the first moment: the tab names it.
        <TabPanel idPrefix="object" selected={tab?.id ?? ''} className={styles['panel'] ?? ''}>
          <h2 className={styles['silent']}>{tab ? texts.tabs[tab.id] : ''}</h2>
          <Panel name={name}>{tab?.render(about ?? NOWHERE, kind ?? 'pool')}</Panel>
        </TabPanel>
      ) : (
        <div className={styles['panel']}>
          <Panel name={name}>{tab?.render(id ?? NOWHERE, kind ?? 'pool')}</Panel>
        </div>
      )}
    </div>
  );
}

/** What a tab shows. When its chunk does not arrive, header, commands and other tabs stay. */
function Panel({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <PaneBoundary resetKey={name} heading="h3">
      <Suspense
        fallback={
          <div aria-busy="true">
            <Skeleton lines={6} />
          </div>
        }
      >
        {children}
      </Suspense>
    </PaneBoundary>
  );
}

/** What commands are about while nothing is selected. */
const WHOLE_SITE: readonly ObjectId[] = [SITE];

/** What is about no single object reads the selection itself. */
const NOWHERE = { connection: '', class: 'group', ref: '' } as const;

/** What goes while it is open makes place for what it was under: for its server, else its pool. */
function useLeaveGone(selection: readonly ObjectId[], view: View | null): void {
  const { navigate } = useNavigation();
  const [id, ...others] = selection;
  const seen = useRef<{ readonly id: ObjectId; readonly view: View } | null>(null);
  const isConnected = useConnectionStatus().kind === 'connected';
  useEffect(() => {
    if (view !== null) {
      seen.current = id !== undefined && others.length === 0 ? { id, view } : null;
      return;
    }
    const before = seen.current;
    seen.current = null;
    if (before === null || !sameId(before.id, id ?? null) || !isConnected || before.view.parent === null) return;
    showToast({ title: texts.isGone(before.view.title), key: 'gone' });
    navigate({ selection: [before.view.parent], tab: null }, { replace: true });
  }, [id, others.length, view, isConnected, navigate]);
}

/** What an object stands under in the tree; null for pools, and for what is no object. */
function parentOf(inventory: Inventory, id: ObjectId): ObjectId | null {
  const { connection } = id;
  const vm = id.class === 'VM' ? row(inventory, 'VM', id.ref) : undefined;
  const sr = id.class === 'SR' ? row(inventory, 'SR', id.ref) : undefined;
  const host = (vm && homeHost(inventory, vm)) ?? (sr && srHost(inventory, sr));
  if (host) return { connection, class: 'host', ref: host };
  const pool = only(inventory, 'pool')?.[0];
  return pool === undefined || id.class === 'pool' ? null : { connection, class: 'pool', ref: pool };
}

function Missing() {
  const { navigate } = useNavigation();
  const status = useConnectionStatus();
  if (status.kind === 'connecting' || status.kind === 'loading') {
    return (
      <div className={styles['loading']} role="status" aria-label={texts.loading}>
        <Skeleton lines={8} />
      </div>
    );
  }
  return (
    <EmptyState
      title={texts.gone}
      action={<Button onPress={() => navigate({ selection: [], tab: null })}>{texts.showAll}</Button>}
    >
      {texts.goneText}
    </EmptyState>
  );
}

/** What the header says, and the tabs below it. */
interface View extends Heading {
  readonly tabs: readonly Tab[];
  /** What takes its place when it goes. */
  readonly parent: ObjectId | null;
}

function viewOf(inventory: Inventory, selection: readonly ObjectId[]): View | null {
  const heading = describeSelection(inventory, selection);
  const [id] = selection;
  if (heading === null) return null;
  if (!id) return { ...heading, tabs: siteTabs, parent: null };
  const parent = parentOf(inventory, id);
  return {
    ...heading,
    tabs: heading.kind ? tabsOf(inventory, heading.kind, id.ref) : tabsOfSeveral(inventory, selection),
    parent,
  };
}

function sameId(a: ObjectId | null, b: ObjectId | null): boolean {
  return a === b || (a !== null && b !== null && objectKey(a) === objectKey(b));
}

function sameView(a: View | null, b: View | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.tabs.length === b.tabs.length &&
    a.tabs.every((tab, at) => tab === b.tabs[at]) &&
    sameId(a.parent, b.parent) &&
    a.title === b.title &&
    a.subtitle === b.subtitle &&
    a.status === b.status &&
    a.kind === b.kind &&
    sameGlyph(a, b)
  );
}

function sameGlyph(a: Heading, b: Heading): boolean {
  return a.glyph.kind === b.glyph.kind && a.glyph.state === b.glyph.state && a.glyph.mark === b.glyph.mark;
}
