import type { MouseEvent } from 'react';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { ALL_POOLS, useNavigation } from '../navigation';
import type { ViewState } from '../navigation';
import { texts } from './texts';
import styles from './organization.module.css';

/** The grid of a group of the Objects view, sorted by a column. */
function sorted(group: string, column: string, descending = false): Partial<ViewState> {
  return {
    view: 'objects',
    selection: [{ connection: ALL_POOLS, class: 'group', ref: group }],
    tab: null,
    gridFilter: '',
    look: '',
    sort: [{ column, descending }],
    columns: null,
  };
}

const LINKS: readonly {
  readonly id: keyof typeof texts.searches.links;
  readonly glyph: GlyphSpec;
  readonly patch: Partial<ViewState>;
}[] = [
  { id: 'machines', glyph: { kind: 'vm', state: 'running' }, patch: sorted('vms', 'state') },
  { id: 'memory', glyph: { kind: 'vm', state: 'running' }, patch: sorted('vms', 'memory', true) },
  { id: 'snapshots', glyph: { kind: 'snapshot-disk' }, patch: sorted('snapshots', 'name') },
  { id: 'tags', glyph: { kind: 'tag' }, patch: { view: 'organization', organization: 'tags', tab: null } },
  { id: 'folders', glyph: { kind: 'folder' }, patch: { view: 'organization', organization: 'folders', tab: null } },
  { id: 'vapps', glyph: { kind: 'vapp' }, patch: { view: 'organization', organization: 'vapps', tab: null } },
];

/** Where saved searches will stand, and links to what does the work of some of them already. */
export function SavedSearchesPlace() {
  const { navigate, href } = useNavigation();
  const follow = (event: MouseEvent, patch: Partial<ViewState>): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(patch);
  };
  return (
    <div className={styles['place']}>
      <div>
        <h3 className={styles['title']}>{texts.searches.title}</h3>
        <p className={styles['text']}>{texts.searches.text}</p>
      </div>
      <div>
        <h3 className={styles['heading']}>{texts.searches.now}</h3>
        <ul className={styles['links']}>
          {LINKS.map(({ id, glyph, patch }) => (
            <li key={id}>
              <a className={styles['link']} href={href(patch)} onClick={(event) => follow(event, patch)}>
                <ObjectGlyph {...glyph} />
                {texts.searches.links[id]}
              </a>
            </li>
          ))}
        </ul>
        <p className={styles['text']}>{texts.searches.tip}</p>
      </div>
    </div>
  );
}
