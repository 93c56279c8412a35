import { useCallback, useSyncExternalStore } from 'react';
import { Meter } from '../../ui/display/meter';
import { formatPercent } from '../values';
import type { ObjectColumn } from './columns';
import type { GridRow } from './grid-row';
import { numberText } from './group-levels';
import { indexOfPool } from './pool-index';
import { findProperty } from './query/properties';
import type { Property } from './query/property';
import type { PropertyValue, SubjectClass } from './query/property-values';
import { texts as queryTexts } from './query/texts';

/** Properties that have no column of another kind; durations stand in columns of their own. */
const IDS = [
  'cpu',
  'memoryInUse',
  'memoryInUseShare',
  'networkIo',
  'diskIo',
  'memoryActual',
  'started',
  'readCaching',
  'vendorDevice',
  'autostart',
  'mac',
  'free',
  'freeShare',
  'usedShare',
  'virtualSize',
  'haEnabled',
  'mixedVersions',
  'license',
  'enabled',
  'coordinator',
  'ref',
] as const;

const made = new Map<string, ObjectColumn | undefined>();

/** The column of a property, custom fields included; undefined: it has none. */
export function propertyColumn(id: string): ObjectColumn | undefined {
  if (!made.has(id)) made.set(id, columnOf(id));
  return made.get(id);
}

export function propertyColumns(): readonly ObjectColumn[] {
  return IDS.map(propertyColumn).filter((column) => column !== undefined);
}

function columnOf(id: string): ObjectColumn | undefined {
  const isField = id.startsWith('field.') || id.startsWith('date.');
  if (!isField && !(IDS as readonly string[]).includes(id)) return undefined;
  const property = findProperty(id);
  if (property === undefined) return undefined;
  const isNumber = ['bytes', 'rate', 'percent', 'count'].includes(property.type);
  return {
    id,
    header: isField ? id.slice(id.indexOf('.') + 1) : property.label,
    kinds: 'all',
    width: isNumber ? 140 : 160,
    property: id,
    ...(isNumber && property.type !== 'percent' ? { align: 'end' } : {}),
    ...(property.needs ? { needs: property.needs } : {}),
    sortValue: (row) => sortValue(valueOf(row, id)),
    text: (row) => valueText(property, valueOf(row, id)),
    render: (row) => <PropertyCell property={property} row={row} />,
  };
}

function valueOf(row: GridRow, property: string): PropertyValue {
  // Classes of rows are those of the datamodel that can be asked about.
  return (
    indexOfPool(row.id.connection)
      ?.property(property)
      .get(row.id.class as SubjectClass, row.id.ref) ?? null
  );
}

function sortValue(value: PropertyValue): string | number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' || typeof value === 'number') return value;
  return value === null || value.length === 0 ? null : value.join(', ');
}

function valueText(property: Property, value: PropertyValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? queryTexts.yes : queryTexts.no;
  if (typeof value === 'number') return numberText(property, value, 0);
  return typeof value === 'string' ? value : value.join(', ');
}

/** Follows its value: that of statistics is another every few seconds, while the row stays the same. */
function PropertyCell({ property, row }: { readonly property: Property; readonly row: GridRow }) {
  const { connection } = row.id;
  const subscribe = useCallback(
    (listener: () => void) => indexOfPool(connection)?.follow(listener) ?? (() => undefined),
    [connection],
  );
  const value = useSyncExternalStore(subscribe, () => valueOf(row, property.id));
  if (property.type === 'percent' && typeof value === 'number') {
    const tone = value < 85 ? 'accent' : value < 95 ? 'warning' : 'danger';
    const text = formatPercent(value / 100);
    const isFree = property.id === 'freeShare';
    return (
      <Meter label={property.label} value={value} max={100} tone={isFree ? 'accent' : tone} text={text} showText />
    );
  }
  return <span title={valueText(property, value)}>{valueText(property, value)}</span>;
}
