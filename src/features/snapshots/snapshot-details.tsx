import { PropertyList } from '../../ui/display/property-list';
import type { Property } from '../../ui/display/property-list';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { CommandButton, CommandToolbar } from '../commands';
import type { ObjectId } from '../navigation';
import { PICTURE } from '../transfer';
import { formatBytes, formatTime } from '../values';
import { SnapshotPicture } from './snapshot-picture';
import type { SnapshotRow } from './snapshot-rows';
import { texts } from './texts';
import styles from './snapshots.module.css';

export interface SnapshotDetailsProps {
  readonly snapshot: SnapshotRow | null;
  /** The VM, for what is shown of its present. */
  readonly vm: { readonly id: ObjectId; readonly name: string; readonly glyph: GlyphSpec };
  /** Name of the snapshot that it follows; null: none. */
  readonly after: string | null;
  readonly followers: number;
  readonly isNow: boolean;
  /** Whether nothing else on the page offers what can be done with it. */
  readonly offers: boolean;
}

/** What is known of the selected snapshot, with what can be done with it. */
export function SnapshotDetails({ snapshot, vm, after, followers, isNow, offers }: SnapshotDetailsProps) {
  if (snapshot === null) {
    return (
      <aside className={styles['details']} aria-label={texts.details}>
        {isNow ? (
          <>
            <Head glyph={vm.glyph} title={texts.nowTitle} />
            <p>{texts.nowText(vm.name)}</p>
          </>
        ) : (
          <p className={styles['hint']}>{texts.chooseOne}</p>
        )}
      </aside>
    );
  }
  return (
    <aside className={styles['details']} aria-label={texts.details}>
      <Head glyph={snapshot.glyph} title={snapshot.name} />
      {offers ? <CommandToolbar ids={[snapshot.id]} label={texts.actions} /> : null}
      {snapshot.record.blobs[PICTURE] === undefined ? null : (
        <SnapshotPicture key={snapshot.id.ref} blob={snapshot.record.blobs[PICTURE]} name={snapshot.name} />
      )}
      <PropertyList
        hideToolbar
        sections={[
          {
            id: 'snapshot',
            title: texts.details,
            rows: properties(snapshot, after, followers),
            action: <CommandButton command="object.describe" id={snapshot.id} size="small" variant="quiet" />,
          },
        ]}
      />
    </aside>
  );
}

function Head({ glyph, title }: { readonly glyph: GlyphSpec; readonly title: string }) {
  return (
    <h3 className={styles['head']}>
      <ObjectGlyph {...glyph} sizePx={24} />
      {title}
    </h3>
  );
}

function properties(snapshot: SnapshotRow, after: string | null, followers: number): readonly Property[] {
  const { record } = snapshot;
  const fields = texts.fields;
  const said = (id: keyof typeof fields, value: string): readonly Property[] =>
    value === '' ? [] : [{ id, name: fields[id], value }];
  return [
    { id: 'taken', name: fields.taken, value: formatTime(snapshot.takenMs) },
    { id: 'kind', name: fields.kind, value: snapshot.status.label },
    ...said('size', snapshot.sizeBytes === null ? '' : formatBytes(snapshot.sizeBytes)),
    ...said('after', after ?? ''),
    ...said('followed', followers === 0 ? '' : texts.followers(followers)),
    ...said('tags', record.tags.join(', ')),
    ...said('folder', record.other_config['folder'] ?? ''),
    ...said('quiesced', record.snapshot_info['quiesced'] === 'true' ? texts.yes : ''),
    {
      id: 'description',
      name: fields.description,
      value: record.name_description.trim() === '' ? texts.nothing : record.name_description,
    },
    { id: 'uuid', name: fields.uuid, value: record.uuid, copy: record.uuid, monospace: true },
  ];
}
