import { useMemo } from 'react';
import { Button, IconButton } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { SegmentedControl } from '../../ui/forms/radio-group';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GlyphKind } from '../../ui/glyphs/kinds';
import { useCommandTable, useRunCommand } from '../commands';
import type { RunCommand } from '../commands';
import { useConnection } from '../../xapi/cache/connection-context';
import { usePoolList } from '../connections';
import { only, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { TreeView } from '../infrastructure';
import type { TreeNode } from '../infrastructure';
import { ALL_POOLS, useNavigation } from '../navigation';
import type { ObjectId, Organization, TreeToggles } from '../navigation';
import { filingDragging } from './filing-dragging';
import { organizationModels } from './organization-model';
import { placeEntries } from './place-entries';
import { texts } from './texts';
import { useFollowRenames } from './use-follow-renames';
import styles from './organization.module.css';

const VIEWS: readonly Organization[] = ['tags', 'folders', 'fields', 'vapps'];
const TOGGLES: readonly (keyof TreeToggles)[] = ['hidden'];
const GLYPHS: Record<Organization, GlyphKind> = {
  tags: 'tag',
  folders: 'folder',
  fields: 'custom-field',
  vapps: 'vapp',
};

/** Folders are open from the start; tags and vApps are lists to look through first. */
const isFolder = (node: TreeNode): boolean => node.kind === 'folder';

/** The objects of the pools as their administrators have grouped them. */
export function OrganizationTree() {
  const pools = usePoolList();
  const { state, navigate } = useNavigation();
  const { organization } = state;
  const run = useRunCommand();
  const model = organizationModels[organization](pools);
  const pool = usePoolInFront();
  useFollowRenames();
  const entriesFor = (key: string, ids: readonly ObjectId[]) => placeEntries(model, run, key, ids);
  return (
    <div className={styles['view']}>
      <div className={styles['choice']}>
        <SegmentedControl
          label={texts.by}
          hideLabel
          options={VIEWS.map((value) => ({ value, label: texts.views[value] }))}
          value={organization}
          onChange={(next) => navigate({ organization: next })}
        />
        {organization === 'folders' ? <Command id="folder.new" about={folderIn(state.selection)} run={run} /> : null}
        {organization === 'fields' && pool ? <Command id="pool.fields" about={pool} run={run} /> : null}
      </div>
      <TreeView
        key={organization}
        name={organization}
        label={texts.treeLabels[organization]}
        model={model}
        startsExpanded={isFolder}
        toggles={TOGGLES}
        dragging={filingDragging}
        entriesFor={entriesFor}
        empty={
          <EmptyState
            icon={<ObjectGlyph kind={GLYPHS[organization]} sizePx={24} />}
            title={texts.empty[organization].title}
            action={<Button onPress={() => navigate({ view: 'objects', tab: null })}>{texts.showObjects}</Button>}
          >
            {texts.empty[organization].text}
          </EmptyState>
        }
      />
    </div>
  );
}

/** The folder that a new one is made in: the one that is selected, else the top level. */
function folderIn(selection: readonly ObjectId[]): ObjectId {
  const [only, ...more] = selection;
  if (only?.class === 'folder' && more.length === 0) return only;
  return { connection: ALL_POOLS, class: 'folder', ref: '' };
}

interface CommandProps {
  readonly id: string;
  readonly about: ObjectId;
  readonly run: RunCommand;
}

function Command({ id, about, run }: CommandProps) {
  const command = useCommandTable().find((each) => each.id === id);
  if (!command) return null;
  return <IconButton label={command.label} icon={<command.icon size={16} />} onPress={() => run(command, [about])} />;
}

/** The pool whose custom fields can be defined; null while it is not connected. */
function usePoolInFront(): ObjectId | null {
  const connection = useConnection();
  const ref = useDerived(POOL, poolRef);
  return useMemo(() => (ref === null ? null : { connection: connection.id, class: 'pool', ref }), [connection, ref]);
}

const POOL = ['pool'] as const;
const poolRef = (inventory: Inventory): string | null => only(inventory, 'pool')?.[0] ?? null;
