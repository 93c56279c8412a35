import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { useNavigation } from '../navigation';
import type { ObjectId, ViewState } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { formatCount, formatPercent } from '../values';
import { poolMapOf } from './engine/pool-map';
import type { MapHub, MapServer, PoolMap } from './engine/pool-map';
import { placeOf } from './engine/subject';
import { HEAD, layoutOf } from './map-layout';
import type { MapFold } from './map-fold';
import type { MapLayout, Place, Placed } from './map-layout';
import { nextNode } from './map-keys';
import styles from './map.module.css';
import { texts } from './texts';
import { useSettled } from './use-settled';

const words = texts.map;

/** Letters that fit into a box. */
const LETTERS = 22;

/** So many names in a cell of the list tell something; more are a number. */
const NAMES = 8;

/** A pool as a picture, and as a list that says the same. What is chosen leads to what depends on it. */
export function MapTab() {
  const map = useSettled(poolMapOf);
  const list = useRef<HTMLDivElement>(null);
  const showList = (): void => {
    list.current?.scrollIntoView({ block: 'nearest' });
    list.current?.querySelector('input')?.focus({ preventScroll: true });
  };
  return (
    <div className={styles['map']}>
      <p className={styles['about']}>{words.about}</p>
      <Drawing map={map} onFold={showList} />
      {map.loose === 0 ? null : <p className={styles['about']}>{words.loose(map.loose)}</p>}
      <div ref={list} className={styles['list']}>
        <MapList map={map} />
      </div>
    </div>
  );
}

/** @param onFold hears that the list is to show what the picture has as a number */
function Drawing({ map, onFold }: { readonly map: PoolMap; readonly onFold: () => void }) {
  const { navigate, href } = useNavigation();
  const [hot, setHot] = useState<string | null>(null);
  const [tabStop, setTabStop] = useState<string | null>(null);
  const layout = useMemo(() => layoutOf(map, tabStop), [map, tabStop]);
  const svg = useRef<SVGSVGElement>(null);
  const first = layout.servers[0]?.thing.id.ref ?? null;
  const stop = nodesOf(layout).some(({ ref }) => ref === tabStop) ? tabStop : first;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextNode(nodesOf(layout), stop, event.key);
    if (next === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    svg.current?.querySelector<SVGAElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };
  const node = (ref: string, label: string, to: Partial<ViewState>, go: () => void) => ({
    className: styles['node'],
    href: href(to),
    'aria-label': label,
    'data-node': ref,
    tabIndex: ref === stop ? 0 : -1,
    onFocus: () => {
      setTabStop(ref);
      setHot(ref);
    },
    onBlur: () => setHot(null),
    onKeyDown,
    onMouseEnter: () => setHot(ref),
    onMouseLeave: () => setHot(null),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      go();
    },
  });
  const object = (id: ObjectId, label: string) => {
    const to = placeOf(id, null);
    return node(id.ref, label, to, () => navigate(to));
  };
  const fold = ({ kind, count }: MapFold) => {
    const to = { gridFilter: words.foldFilters[kind] };
    return node(kind, words.foldLabel(words.folds[kind](count)), to, () => {
      navigate(to, { replace: true });
      onFold();
    });
  };
  return (
    <div className={styles['scroll']}>
      <svg
        ref={svg}
        role="group"
        aria-label={words.label}
        aria-describedby="map-keys"
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        width={layout.width}
        height={layout.height}
      >
        <desc id="map-keys">{words.keys}</desc>
        <Heads layout={layout} />
        <rect className={styles['frame']} {...layout.frame} rx={6} />
        {layout.ways.map(({ hub, drawn, lacking }) => (
          <g
            key={`${hub.id.class} ${hub.id.ref}`}
            aria-hidden="true"
            data-hot={isHot(hot, hub) || undefined}
            className={styles['ways']}
          >
            {drawn === '' ? null : <path className={styles['way']} d={drawn} />}
            {lacking === '' ? null : <path className={styles['lacking']} d={lacking} />}
          </g>
        ))}
        {[...layout.networks, ...layout.storage].map(({ thing, place }) => (
          <a key={`${thing.id.class} ${thing.id.ref}`} {...object(thing.id, hubWords(thing))}>
            <Hub hub={thing} place={place} isHot={isHot(hot, thing)} />
          </a>
        ))}
        {layout.servers.map(({ thing, place }) => (
          <a key={thing.id.ref} {...object(thing.id, serverWords(thing))}>
            <Server server={thing} place={place} />
          </a>
        ))}
        {layout.folds.map(({ thing, place }) => (
          <a key={thing.kind} {...fold(thing)}>
            <Fold fold={thing} place={place} />
          </a>
        ))}
      </svg>
    </div>
  );
}

/** Of a hub itself, or of one that the server has. */
const isHot = (hot: string | null, hub: MapHub): boolean =>
  hot !== null && (hub.id.ref === hot || hub.on.has(hot) || hub.lacking.has(hot));

export interface MapNode {
  readonly ref: string;
  readonly place: Place;
}

function nodesOf({ networks, servers, storage, folds }: MapLayout): readonly MapNode[] {
  const all: readonly Placed<{ readonly id: ObjectId }>[] = [...networks, ...servers, ...storage];
  return [
    ...all.map(({ thing, place }) => ({ ref: thing.id.ref, place })),
    ...folds.map(({ thing, place }) => ({ ref: thing.kind, place })),
  ];
}

function Heads({ layout: { heads } }: { readonly layout: MapLayout }) {
  return (
    <g aria-hidden="true" className={styles['heads']}>
      {heads.map(({ of, x }) => (
        <text key={of} x={x} y={HEAD - 8}>
          {words[of]}
        </text>
      ))}
    </g>
  );
}

const short = (name: string): string => (name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name);

function Hub({ hub, place, isHot: isLit }: { readonly hub: MapHub; readonly place: Place; readonly isHot: boolean }) {
  return (
    <g transform={`translate(${place.x} ${place.y})`}>
      <rect className={styles['box']} data-hot={isLit || undefined} width={place.width} height={place.height} rx={4} />
      <g transform="translate(8 7)">
        <ObjectGlyph {...hub.glyph} label={undefined} />
      </g>
      <text className={styles['name']} x={32} y={19.5}>
        {short(hub.name)}
      </text>
    </g>
  );
}

/** Boxes behind each other, as the number stands for many. */
function Fold({ fold: { kind, count }, place }: { readonly fold: MapFold; readonly place: Place }) {
  return (
    <g transform={`translate(${place.x} ${place.y})`}>
      <rect className={styles['box']} x={3} y={3} width={place.width} height={place.height} rx={4} />
      <rect className={styles['box']} width={place.width} height={place.height} rx={4} />
      <text className={styles['name']} x={10} y={19.5}>
        {words.folds[kind](count)}
      </text>
    </g>
  );
}

function Server({ server, place }: { readonly server: MapServer; readonly place: Place }) {
  const { running, off, memory } = server;
  return (
    <g transform={`translate(${place.x} ${place.y})`}>
      <rect className={styles['box']} width={place.width} height={place.height} rx={4} />
      <g transform="translate(8 7)">
        <ObjectGlyph {...server.glyph} label={undefined} />
      </g>
      <text className={styles['name']} x={32} y={19.5}>
        {short(server.name)}
      </text>
      <text className={styles['detail']} x={32} y={37}>
        {words.cluster(running, off)}
      </text>
      <rect className={styles['track']} x={8} y={44} width={place.width - 16} height={3} rx={1.5} />
      {memory === null ? null : (
        <rect className={styles['fill']} x={8} y={44} width={(place.width - 16) * memory} height={3} rx={1.5} />
      )}
    </g>
  );
}

function hubWords(hub: MapHub): string {
  return words.hub(
    hub.id.class === 'SR' ? words.oneStorage : words.oneNetwork,
    hub.name,
    hub.on.size,
    hub.lacking.size,
  );
}

const serverWords = ({ name, running, off, networks, storage }: MapServer): string =>
  words.server(name, words.cluster(running, off), networks.length, storage.length);

interface MapRow {
  readonly id: ObjectId;
  readonly thing: MapServer | MapHub;
  readonly kind: string;
  readonly vms: string;
  readonly memory: string;
  readonly networks: readonly string[];
  readonly storage: readonly string[];
}

const names = (id: 'networks' | 'storage', header: string): TabColumn<MapRow> => ({
  id,
  header,
  width: 320,
  text: (row) => row[id].join(', '),
  render: (row) => words.few(row[id].slice(0, NAMES), Math.max(0, row[id].length - NAMES)),
});

const COLUMNS: readonly TabColumn<MapRow>[] = [
  {
    id: 'name',
    header: words.columns.name,
    width: 220,
    text: ({ thing }) => thing.name,
    render: ({ thing }) => <NameCell glyph={thing.glyph}>{thing.name}</NameCell>,
  },
  { id: 'kind', header: words.columns.kind, width: 130, text: ({ kind }) => kind },
  { id: 'vms', header: words.columns.vms, width: 160, text: ({ vms }) => vms },
  { id: 'memory', header: words.columns.memory, width: 120, align: 'end', text: ({ memory }) => memory },
  names('networks', words.columns.networks),
  names('storage', words.columns.storage),
];

/** The same as the picture, for eyes that read and for screen readers. */
function MapList({ map }: { readonly map: PoolMap }) {
  const { navigate } = useNavigation();
  const rows = useMemo(() => listOf(map), [map]);
  return (
    <ObjectGrid
      label={words.list}
      title={words.list}
      rows={rows}
      columns={COLUMNS}
      csvName={words.csv}
      opens={({ id }) => {
        navigate(placeOf(id, null));
        return null;
      }}
      empty={null}
    />
  );
}

function listOf({ servers, networks, storage }: PoolMap): readonly MapRow[] {
  const hub =
    (kind: string) =>
    (thing: MapHub): MapRow => ({
      ...{ id: thing.id, thing, memory: '', networks: [], storage: [] },
      kind: thing.weight === 'private' ? words.onePrivateNetwork : kind,
      vms: words.onServers(thing.on.size, thing.lacking.size),
    });
  return [
    ...servers.map((thing): MapRow => ({
      ...{ id: thing.id, thing, kind: words.oneServer, networks: thing.networks },
      vms: words.cluster(thing.running, thing.off),
      memory: thing.memory === null ? '' : formatPercent(thing.memory),
      storage: thing.local > 0 ? [...thing.storage, words.local(formatCount(thing.local))] : thing.storage,
    })),
    ...networks.map(hub(words.oneNetwork)),
    ...storage.map(hub(words.oneStorage)),
  ];
}
