import { useEffect, useState } from 'react';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { useConnection } from '../../xapi/cache/connection-context';
import { readInventory } from '../../xapi/cache/cache';
import { useNavigation, ViewAnchor } from '../navigation';
import type { ObjectId } from '../navigation';
import { nameOf } from '../objects';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { formatCount } from '../values';
import type { Risk } from './engine/overview';
import { placeOf } from './engine/subject';
import styles from './topology.module.css';
import { texts } from './texts';
import { knownRisks, watchRisks } from './watch-risks';

const words = texts.overview;

const COORDINATOR = { kind: 'coordinator', ref: '' } as const;

const count = (id: 'stop' | 'stopped' | 'limited', header: string): TabColumn<Risk> => ({
  id,
  header,
  width: 140,
  align: 'end',
  text: (risk) => formatCount(risk[id]),
  sortValue: (risk) => risk[id],
});

const COLUMNS: readonly TabColumn<Risk>[] = [
  {
    id: 'thing',
    header: words.columns.thing,
    width: 280,
    text: ({ name }) => name,
    render: ({ name, glyph, at, subject }) => (
      <NameCell glyph={glyph}>
        <ViewAnchor to={placeOf(at, subject)} tabIndex={-1}>
          {name}
        </ViewAnchor>
      </NameCell>
    ),
  },
  { id: 'kind', header: words.columns.kind, width: 110, text: ({ subject }) => words.kinds[subject.kind] ?? '' },
  count('stop', words.columns.stop),
  count('stopped', words.columns.stay),
  count('limited', words.columns.limited),
];

/** Everything of a pool that may fail by itself, with numbers of VMs. */
export function Overview({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { navigate } = useNavigation();
  const risks = useRisks();
  const isReady = typeof risks !== 'number';
  const name = nameOf(readInventory(connection), 'pool', id.ref) ?? '';
  return (
    <div className={styles['overview']} aria-busy={!isReady}>
      <h3 className={styles['title']}>{words.title}</h3>
      <p className={styles['none']}>{words.about}</p>
      <p className={styles['none']}>
        <ViewAnchor to={placeOf(id, COORDINATOR)}>{words.coordinator}</ViewAnchor>
      </p>
      {!isReady ? (
        <div className={styles['progress']}>
          <ProgressBar label={texts.loading} value={risks} />
        </div>
      ) : (
        <ObjectGrid
          label={words.label(name)}
          rows={risks}
          columns={COLUMNS}
          csvName={words.csv}
          opens={(risk) => {
            navigate(placeOf(risk.at, risk.subject));
            return null;
          }}
          empty={null}
        />
      )}
    </div>
  );
}

/** The table; the share of it that is worked out while there is none yet. */
function useRisks(): readonly Risk[] | number {
  const connection = useConnection();
  const [risks, setRisks] = useState<readonly Risk[] | number>(() => knownRisks(connection) ?? 0);
  useEffect(
    () =>
      watchRisks(connection, (told) =>
        setRisks((before) => (typeof told === 'number' && typeof before !== 'number' ? before : told)),
      ),
    [connection],
  );
  return risks;
}
