import { useCallback, useSyncExternalStore } from 'react';
import { Meter } from '../../ui/display/meter';
import { Sparkline } from '../../ui/display/sparkline';
import { formatDuration, formatPercent } from '../values';
import type { ObjectColumn } from './columns';
import type { GridRow } from './grid-row';
import { numberText } from './group-levels';
import { valuesOf } from './live/courses';
import { indexOfPool } from './pool-index';
import { findProperty } from './query/properties';
import type { Property } from './query/property';
import type { PropertyValue, SubjectClass } from './query/property-values';
import type { LiveFigures } from './query/read-live';
import { texts as queryTexts } from './query/texts';
import { texts } from './texts';
import styles from './search-tab.module.css';

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
    width: isCourse(property) ? 170 : isNumber ? 140 : 160,
    property: id,
    ...(isNumber && property.type !== 'percent' && !isCourse(property) ? { align: 'end' } : {}),
    ...(property.needs ? { needs: property.needs } : {}),
    sortValue: (row) => sortValue(valueOf(row, id)),
    text: (row) => valueText(property, valueOf(row, id)),
    render: (row) => <PropertyCell property={property} row={row} />,
  };
}

/** A figure of statistics is shown with what it was; how much of a whole is in use is a meter. */
const isCourse = ({ figure }: Property): boolean => figure !== undefined && figure !== 'memoryShare';

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
  if (isCourse(property)) return <CourseCell property={property} row={row} value={value} />;
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

interface CourseCellProps {
  readonly property: Property;
  readonly row: GridRow;
  readonly value: PropertyValue;
}

function CourseCell({ property, row, value }: CourseCellProps) {
  const { id } = row;
  const subscribe = useCallback(
    (listener: () => void) => indexOfPool(id.connection)?.follow(listener) ?? (() => undefined),
    [id.connection],
  );
  const course = useSyncExternalStore(subscribe, () => indexOfPool(id.connection)?.courses.get(id.ref));
  const { figure } = property;
  const [first] = course ?? [];
  const last = course?.at(-1);
  if (value === null || figure === undefined || !course || !first || !last) return '';
  const values = valuesOf(course, figure);
  const known = values.filter((each) => each !== null);
  const text = valueText(property, value);
  if (known.length === 0) return text;
  const words = [Math.min(...known), Math.max(...known)].map((each) => numberText(property, each, 0));
  const label = texts.course(
    property.label,
    formatDuration((last.atS - first.atS) * 1000),
    words[0] ?? '',
    words[1] ?? '',
  );
  return (
    <span className={styles['course']} title={label}>
      <Sparkline values={values} label={label} {...wholeOf(figure, last.figures)} widthPx={64} />
      <span className={styles['ellipsis']}>{text}</span>
    </span>
  );
}

/** How much there could be of a figure: its line is drawn to that, and that of a rate to the most there was. */
function wholeOf(figure: keyof LiveFigures, { memory, memoryShare }: LiveFigures): { readonly max?: number } {
  if (figure === 'cpu') return { max: 100 };
  return figure === 'memory' && memory !== undefined && memoryShare ? { max: (memory / memoryShare) * 100 } : {};
}
