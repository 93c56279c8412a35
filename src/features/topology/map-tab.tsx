import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { formatCount, formatPercent } from '../values';
import { poolMapOf } from './engine/pool-map';
import type { MapHub, MapServer, PoolMap } from './engine/pool-map';
import { placeOf } from './engine/subject';
import { HEAD, layoutOf } from './map-layout';
import type { MapLayout, Place, Placed } from './map-layout';
import { nextNode } from './map-keys';
import styles from './map.module.css';
import { texts } from './texts';
import { useSettled } from './use-settled';

const words = texts.map;

/** Letters that fit into a box. */
const LETTERS = 22;

/** A pool as a picture, and as a list that says the same. What is chosen leads to what depends on it. */
export function MapTab() {
  const map = useSettled(poolMapOf);
  return (
    <div className={styles['map']}>
      <p className={styles['about']}>{words.about}</p>
      <Drawing map={map} />
      {map.loose === 0 ? null : <p className={styles['about']}>{words.loose(map.loose)}</p>}
      <div className={styles['list']}>
        <MapList map={map} />
      </div>
    </div>
  );
}

function Drawing({ map }: { readonly map: PoolMap }) {
  const layout = useMemo(() => layoutOf(map), [map]);
  const { navigate, href } = useNavigation();
  const [hot, setHot] = useState<string | null>(null);
  const [tabStop, setTabStop] = useState<string | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const first = layout.servers[0]?.thing.id.ref ?? null;
  const stop = nodesOf(layout).some(({ ref }) => ref === tabStop) ? tabStop : first;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextNode(nodesOf(layout), stop, event.key);
    if (next === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    svg.current?.querySelector<SVGAElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };
  const node = (id: ObjectId, label: string) => ({
    href: href(placeOf(id, null)),
    'aria-label': label,
    'data-node': id.ref,
    tabIndex: id.ref === stop ? 0 : -1,
    onFocus: () => {
      setTabStop(id.ref);
      setHot(id.ref);
    },
    onBlur: () => setHot(null),
    onKeyDown,
    onMouseEnter: () => setHot(id.ref),
    onMouseLeave: () => setHot(null),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      navigate(placeOf(id, null));
    },
  });
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
          <a key={`${thing.id.class} ${thing.id.ref}`} className={styles['node']} {...node(thing.id, hubWords(thing))}>
            <Hub hub={thing} place={place} isHot={isHot(hot, thing)} />
          </a>
        ))}
        {layout.servers.map(({ thing, place }) => (
          <a key={thing.id.ref} className={styles['node']} {...node(thing.id, serverWords(thing, map))}>
            <Server server={thing} place={place} />
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

function nodesOf({ networks, servers, storage }: MapLayout): readonly MapNode[] {
  const all: readonly Placed<{ readonly id: ObjectId }>[] = [...networks, ...servers, ...storage];
  return all.map(({ thing, place }) => ({ ref: thing.id.ref, place }));
}

function Heads({ layout: { networks, frame, storage } }: { readonly layout: MapLayout }) {
  const y = HEAD - 8;
  return (
    <g aria-hidden="true" className={styles['heads']}>
      {networks[0] ? (
        <text x={networks[0].place.x} y={y}>
          {words.networks}
        </text>
      ) : null}
      <text x={frame.x} y={y}>
        {words.servers}
      </text>
      {storage[0] ? (
        <text x={storage[0].place.x} y={y}>
          {words.storage}
        </text>
      ) : null}
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

function serverWords(server: MapServer, { networks, storage }: PoolMap): string {
  const has = (hubs: readonly MapHub[]): number => hubs.filter(({ on }) => on.has(server.id.ref)).length;
  return words.server(server.name, words.cluster(server.running, server.off), has(networks), has(storage));
}

interface MapRow {
  readonly id: ObjectId;
  readonly thing: MapServer | MapHub;
  readonly kind: string;
  readonly vms: string;
  readonly memory: string;
  readonly networks: string;
  readonly storage: string;
}

const COLUMNS: readonly TabColumn<MapRow>[] = [
  {
    id: 'name',
    header: words.columns.name,
    width: 220,
    text: ({ thing }) => thing.name,
    render: ({ thing }) => <NameCell glyph={thing.glyph}>{thing.name}</NameCell>,
  },
  { id: 'kind', header: words.columns.kind, width: 100, text: ({ kind }) => kind },
  { id: 'vms', header: words.columns.vms, width: 160, text: ({ vms }) => vms },
  { id: 'memory', header: words.columns.memory, width: 120, align: 'end', text: ({ memory }) => memory },
  { id: 'networks', header: words.columns.networks, width: 320, text: ({ networks }) => networks },
  { id: 'storage', header: words.columns.storage, width: 320, text: ({ storage }) => storage },
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
  const names = (hubs: readonly MapHub[], ref: string): string =>
    hubs
      .filter(({ on }) => on.has(ref))
      .map(({ name }) => name)
      .join(', ');
  const hub =
    (kind: string) =>
    (thing: MapHub): MapRow => ({
      ...{ id: thing.id, thing, kind, memory: '', networks: '', storage: '' },
      vms: words.onServers(thing.on.size, thing.lacking.size),
    });
  return [
    ...servers.map((thing): MapRow => ({
      ...{ id: thing.id, thing, kind: words.oneServer },
      vms: words.cluster(thing.running, thing.off),
      memory: thing.memory === null ? '' : formatPercent(thing.memory),
      networks: names(networks, thing.id.ref),
      storage: [names(storage, thing.id.ref), thing.local > 0 ? words.local(formatCount(thing.local)) : '']
        .filter((each) => each !== '')
        .join(', '),
    })),
    ...networks.map(hub(words.oneNetwork)),
    ...storage.map(hub(words.oneStorage)),
  ];
}
