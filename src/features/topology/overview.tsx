import { useEffect, useState } from 'react';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { useConnection } from '../../xapi/cache/connection-context';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import { useNavigation, ViewAnchor } from '../navigation';
import type { ObjectId } from '../navigation';
import { nameOf } from '../objects';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { formatCount } from '../values';
import { riskOf, subjectsOf, worstFirst } from './engine/overview';
import type { Risk } from './engine/overview';
import { placeOf } from './engine/subject';
import styles from './topology.module.css';
import { texts } from './texts';
import { TOPOLOGY_CLASSES } from './use-settled';

const words = texts.overview;

const COORDINATOR = { kind: 'coordinator', ref: '' } as const;

/** Between changes of a busy pool the whole table rests so long. */
const PAUSE_MS = 5000;
/** The page gets a turn after so much work. */
const SLICE_MS = 12;

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
    <div className={styles['overview']}>
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

/** The table, worked out in turns with the page: of a large pool it is more than a moment's work. */
function useRisks(): readonly Risk[] | number {
  const connection = useConnection();
  const [risks, setRisks] = useState<readonly Risk[] | number>(0);
  useEffect(() => {
    let isOver = false;
    let isDue = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      isDue = false;
      const inventory = readInventory(connection);
      const found: Risk[] = [];
      const subjects = subjectsOf(inventory);
      let since = performance.now();
      for (const [at, subject] of subjects) {
        found.push(riskOf(inventory, connection.id, at, subject));
        if (performance.now() - since < SLICE_MS) continue;
        await new Promise((resolve) => setTimeout(resolve));
        if (isOver) return;
        const share = found.length / subjects.length;
        setRisks((before) => (typeof before === 'number' ? share : before));
        since = performance.now();
      }
      setRisks(worstFirst(found));
      timer = setTimeout(rest, PAUSE_MS);
    };
    const rest = (): void => {
      timer = undefined;
      if (isDue) void run();
    };
    const off = onInventory(connection, (_inventory, touched) => {
      if (!TOPOLOGY_CLASSES.some((cls) => touched.has(cls))) return;
      isDue = true;
      if (timer === undefined && !isOver) timer = setTimeout(rest, PAUSE_MS);
    });
    void run();
    return () => {
      isOver = true;
      clearTimeout(timer);
      off();
    };
  }, [connection]);
  return risks;
}
