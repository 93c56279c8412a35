import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { SegmentedControl } from '../../ui/forms/radio-group';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GlyphKind } from '../../ui/glyphs/kinds';
import { usePoolList } from '../connections';
import { TreeView } from '../infrastructure';
import type { TreeNode } from '../infrastructure';
import { useNavigation } from '../navigation';
import type { Organization, TreeToggles } from '../navigation';
import { organizationModels } from './organization-model';
import { texts } from './texts';
import styles from './organization.module.css';

const VIEWS: readonly Organization[] = ['tags', 'folders', 'vapps'];
const TOGGLES: readonly (keyof TreeToggles)[] = ['hidden'];
const GLYPHS: Record<Organization, GlyphKind> = { tags: 'tag', folders: 'folder', vapps: 'vapp' };

/** Folders are open from the start; tags and vApps are lists to look through first. */
const isFolder = (node: TreeNode): boolean => node.kind === 'folder';

/** The objects of the pools as their administrators have grouped them. */
export function OrganizationTree() {
  const pools = usePoolList();
  const { state, navigate } = useNavigation();
  const { organization } = state;
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
      </div>
      <TreeView
        key={organization}
        name={organization}
        label={texts.treeLabels[organization]}
        model={organizationModels[organization](pools)}
        startsExpanded={isFolder}
        toggles={TOGGLES}
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
