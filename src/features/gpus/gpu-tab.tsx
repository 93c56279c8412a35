import { useCallback, useMemo } from 'react';
import { Meter } from '../../ui/display/meter';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import { ObjectAnchor } from '../navigation';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { glyphFor, useDerived } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { formatPercent, formatUsage } from '../values';
import './commands';
import { gpuSets, gpusOf } from './gpu-model';
import type { Card, GpuSet } from './gpu-model';
import styles from './gpus.module.css';
import { TypeTable } from './type-table';
import { texts } from './texts';
import { useGpuNow } from './use-gpu-now';
import type { GpuNow } from './use-gpu-now';

const CLASSES: readonly ClassName[] = ['PGPU', 'GPU_group', 'VGPU', 'VGPU_type', 'PCI', 'host', 'VM'];

interface CardRow {
  readonly id: ObjectId;
  readonly card: Card;
  readonly now: GpuNow | undefined;
}

const GLYPH = glyphFor('pgpu', null);

const takenOf = ({ slices }: Card): number => slices.reduce((sum, { share }) => sum + share, 0);
const usageText = (card: Card): string =>
  texts.usageText(card.slices.length, formatPercent(Math.min(1, takenOf(card))));
const number = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? texts.unknown : text(value);

const COLUMNS: readonly TabColumn<CardRow>[] = [
  {
    id: 'gpu',
    header: texts.columns.gpu,
    width: 160,
    text: ({ card }) => card.bus || texts.unknownBus,
    render: ({ card }) => <NameCell glyph={GLYPH}>{card.bus || texts.unknownBus}</NameCell>,
  },
  { id: 'server', header: texts.columns.server, width: 140, text: ({ card }) => card.hostName },
  {
    id: 'usage',
    header: texts.columns.inUse,
    width: 240,
    text: ({ card }) => usageText(card),
    sortValue: ({ card }) => takenOf(card),
    render: ({ card }) => <UsageBar card={card} />,
  },
  {
    id: 'vms',
    header: texts.columns.vms,
    width: 260,
    text: ({ card }) => card.slices.map(({ vmName, type }) => texts.slice(vmName, type)).join('; '),
  },
  {
    id: 'load',
    header: texts.columns.load,
    width: 80,
    align: 'end',
    text: ({ now }) => number(now?.load, formatPercent),
    sortValue: ({ now }) => now?.load ?? null,
  },
  {
    id: 'memory',
    header: texts.columns.memory,
    width: 160,
    align: 'end',
    text: ({ now }) =>
      now?.usedBytes === undefined || now.freeBytes === undefined
        ? texts.unknown
        : formatUsage(now.usedBytes, now.usedBytes + now.freeBytes),
    sortValue: ({ now }) => now?.usedBytes ?? null,
  },
  {
    id: 'temperature',
    header: texts.columns.temperature,
    width: 110,
    align: 'end',
    text: ({ now }) => number(now?.celsius, texts.celsius),
    sortValue: ({ now }) => now?.celsius ?? null,
  },
  {
    id: 'power',
    header: texts.columns.power,
    width: 80,
    align: 'end',
    text: ({ now }) => number(now?.watts, texts.watts),
    sortValue: ({ now }) => now?.watts ?? null,
  },
];

/** The GPUs of a pool, a server or a group: what they carry, what they may carry, and what they do now. */
export function GpuTab({ id, kind }: { readonly id: ObjectId; readonly kind: ObjectKind }) {
  const { ref } = id;
  const select = useCallback((inventory: Inventory) => gpuSets(inventory, gpusOf(inventory, kind, ref)), [kind, ref]);
  const sets = useDerived(CLASSES, select, sameJson);
  const cards = useMemo(() => sets.flatMap((set) => set.cards), [sets]);
  const now = useGpuNow(cards);
  return (
    <div className={styles['tab']}>
      {sets.map((set) => (
        <GpuSetView key={set.key} set={set} now={now} />
      ))}
    </div>
  );
}

function GpuSetView({ set, now }: { readonly set: GpuSet; readonly now: Readonly<Record<string, GpuNow>> }) {
  const connection = useConnection();
  const rows = useMemo(
    () =>
      set.cards.map((card): CardRow => ({
        id: { connection: connection.id, class: 'PGPU', ref: card.ref },
        card,
        now: now[card.ref],
      })),
    [connection, set, now],
  );
  const group: ObjectId | null =
    set.group === null ? null : { connection: connection.id, class: 'GPU_group', ref: set.group };
  return (
    <div className={styles['set']}>
      <div className={styles['head']}>
        <h3 className={styles['model']}>{texts.set(set.model, set.cards.length)}</h3>
        {group === null || set.placement === null ? null : (
          <p className={styles['placement']} title={texts.placementHints[set.placement]}>
            <ObjectAnchor id={group}>{set.groupName}</ObjectAnchor>
            <span>{texts.placements[set.placement]}</span>
          </p>
        )}
        {group === null ? null : <CommandButton command="gpu.placement" id={group} />}
      </div>
      <div className={styles['cards']}>
        <ObjectGrid
          label={texts.set(set.model, set.cards.length)}
          rows={rows}
          columns={COLUMNS}
          csvName="gpus"
          empty={null}
        />
      </div>
      <TypeTable label={texts.types(set.model)} types={set.types} />
    </div>
  );
}

/** One piece for each vGPU, in turns of two colours so that neighbours can be told apart. */
function UsageBar({ card }: { readonly card: Card }) {
  return (
    <Meter
      label={texts.usage(card.bus || texts.unknownBus)}
      max={1}
      segments={card.slices.map(({ share, vmName, type }, at) => ({
        value: share,
        tone: at % 2 === 0 ? 'accent' : 'asleep',
        label: texts.slice(vmName, type),
      }))}
      text={usageText(card)}
      showText
    />
  );
}

/** Plain data of a few dozen GPUs at most: comparing its text is simpler than comparing it field by field. */
function sameJson(a: readonly GpuSet[], b: readonly GpuSet[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
