import { Badge } from '../../ui/display/badge';
import type { Tone } from '../../ui/display/badge';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { formatBytes } from '../values';
import type { Outcome, VmFate } from './engine/model';
import { texts } from './texts';

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = { restart: 'ok', stopped: 'danger', limited: 'warning' };

const COLUMNS: readonly TabColumn<VmFate>[] = [
  {
    id: 'vm',
    header: texts.columns.vm,
    width: 180,
    text: ({ name }) => name,
    render: ({ name, glyph }) => <NameCell glyph={glyph}>{name}</NameCell>,
  },
  {
    id: 'outcome',
    header: texts.columns.outcome,
    width: 150,
    text: ({ outcome }) => texts.outcomes[outcome],
    render: ({ outcome }) => <Badge tone={OUTCOME_TONES[outcome]}>{texts.outcomes[outcome]}</Badge>,
  },
  { id: 'place', header: texts.columns.place, width: 140, text: ({ place }) => place },
  { id: 'why', header: texts.columns.why, width: 420, text: ({ why }) => why },
  { id: 'what', header: texts.columns.what, width: 220, text: ({ what }) => what },
  { id: 'starter', header: texts.columns.starter, width: 150, text: ({ starter }) => starter },
  { id: 'server', header: texts.columns.server, width: 120, text: ({ server }) => server },
  {
    id: 'memory',
    header: texts.columns.memory,
    width: 130,
    align: 'end',
    text: ({ memoryBytes }) => formatBytes(memoryBytes),
    sortValue: ({ memoryBytes }) => memoryBytes,
  },
];

/** Every running VM that is affected, those that stay down first. */
export function FateGrid({ name, fates }: { readonly name: string; readonly fates: readonly VmFate[] }) {
  return (
    <ObjectGrid
      label={texts.fates(name)}
      title={texts.fatesTitle}
      rows={fates}
      columns={COLUMNS}
      csvName={texts.csv}
      empty={null}
    />
  );
}
