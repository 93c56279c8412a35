import { useCallback, useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Meter } from '../../ui/display/meter';
import { Sparkline } from '../../ui/display/sparkline';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { ObjectAnchor, ViewAnchor } from '../navigation';
import { isHistory, isOpen, SeverityGlyph, severityOf, useAlertRows, useEventRows } from '../notifications';
import type { AlertRow, EventRow } from '../notifications';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatPercent, formatTime, useServerClock } from '../values';
import { DASHBOARD_CLASSES, dashboardOf, fullnessOf } from './dashboard-model';
import type { Dashboard, Finding, Share } from './dashboard-model';
import styles from './dashboard.module.css';
import { outlookText } from './outlook-text';
import { keepSpace, readSpace, storageTrend, withToday } from './space';
import type { Sized, SpaceNotes } from './space';
import { texts } from './texts';
import type { Trend } from './trend';
import { upgradeText } from './upgrade';
import { useTrends } from './use-trends';
import type { PoolTrends } from './use-trends';

const SHOWN = 5;
const UPGRADE_CLASSES: readonly ClassName[] = ['host', 'host_metrics'];
const SPACE_CLASSES: readonly ClassName[] = ['SR'];

/** How a pool is, at a glance: what wants to be looked at, how much of it is used and by whom, and what goes on. */
export function PoolDashboard() {
  const connection = useConnection();
  const clock = useServerClock();
  const { space, seen } = useSpaceNotes();
  const storage = useMemo(() => storageTrend(space, seen), [space, seen]);
  const upgrade = useDerived(UPGRADE_CLASSES, upgradeText);
  const dashboard = useDerived(
    DASHBOARD_CLASSES,
    useCallback(
      (inventory: Inventory) => dashboardOf(inventory, connection.id, clock.nowMs(), space),
      [connection, clock, space],
    ),
    sameData,
  );
  const week = useTrends();
  const events = useEventRows();
  const alerts = useAlertRows();
  return (
    <div className={styles['dashboard']}>
      <p className={styles['facts']}>
        {texts.facts(dashboard.servers, dashboard.running, dashboard.vms)}. {upgrade}
      </p>
      <div className={styles['cards']}>
        <Card title={texts.health}>
          <Findings findings={dashboard.findings} />
        </Card>
        <Card title={texts.capacity}>
          <Measures dashboard={dashboard} />
        </Card>
        {week === undefined ? null : (
          <Card title={texts.week}>
            <Trends week={week} storage={storage} />
          </Card>
        )}
        <Card
          title={texts.work}
          more={<ViewAnchor to={{ view: 'notifications', page: 'events' }}>{texts.allEvents}</ViewAnchor>}
        >
          <Work events={events} />
        </Card>
        <Card
          title={texts.alerts}
          more={<ViewAnchor to={{ view: 'notifications', page: 'alerts' }}>{texts.allAlerts}</ViewAnchor>}
        >
          <Alerts alerts={alerts} />
        </Card>
        {(Object.keys(texts.groups) as (keyof typeof texts.groups)[]).map((group) => (
          <Card key={group} title={texts.groups[group]}>
            <Shares shares={dashboard.top[group]} />
          </Card>
        ))}
      </div>
    </div>
  );
}

const sameData = <T,>(a: T, b: T): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How full storage was on earlier days, with today, which is kept for the days to come. */
function useSpaceNotes(): { readonly space: SpaceNotes; readonly seen: readonly Sized[] } {
  const { id } = useConnection();
  const clock = useServerClock();
  const seen = useDerived(SPACE_CLASSES, fullnessOf, sameData);
  const notes = useMemo(() => withToday(readSpace(), seen, clock.nowMs()), [seen, clock]);
  useEffect(() => keepSpace(id, notes), [id, notes]);
  return { space: notes, seen };
}

function Card(props: { readonly title: string; readonly children: ReactNode; readonly more?: ReactNode }) {
  return (
    <section className={styles['card']} aria-label={props.title}>
      <div className={styles['cardHead']}>
        <h3 className={styles['cardTitle']}>{props.title}</h3>
        {props.more}
      </div>
      {props.children}
    </section>
  );
}

const ICONS = { danger: OctagonAlert, warning: TriangleAlert } as const;

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return (
      <p className={styles['line']}>
        <CircleCheck size={16} aria-hidden="true" className={styles['ok']} />
        {texts.fine}
      </p>
    );
  }
  return (
    <ul className={styles['list']}>
      {findings.map(({ id, name, tone, text }) => {
        const Icon = ICONS[tone];
        return (
          <li key={`${id.ref} ${text}`} className={styles['line']}>
            <Icon size={16} aria-hidden="true" className={styles[tone]} />
            <span className={styles['words']}>
              <ObjectAnchor id={id}>{name}</ObjectAnchor> {text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Measures({ dashboard: { measures } }: { readonly dashboard: Dashboard }) {
  return (
    <dl className={styles['measures']}>
      {measures.map(({ id, value, max, text, tone }) => (
        <div key={id} className={styles['measure']}>
          <dt>{texts.measures[id]}</dt>
          <dd>
            <Meter label={texts.measures[id]} value={value} max={max} tone={tone} text={text} showText />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Trends(props: { readonly week: PoolTrends; readonly storage: Trend | null }) {
  const { servers, told } = props.week;
  const trends = props.storage === null ? props.week.trends : [...props.week.trends, props.storage];
  if (trends.length === 0) return <p className={styles['line']}>{texts.noStatistics}</p>;
  return (
    <>
      <dl className={styles['measures']}>
        {trends.map(({ id, course, now, outlook }) => (
          <div key={id} className={styles['trend']}>
            <dt>{texts.trends[id]}</dt>
            <dd>
              <Sparkline
                values={course}
                max={1}
                widthPx={120}
                heightPx={28}
                label={texts.course(texts.trends[id], formatPercent(now))}
              />
              <span>{texts.now(formatPercent(now), outlookText(outlook))}</span>
            </dd>
          </div>
        ))}
      </dl>
      {told < servers ? <p className={styles['facts']}>{texts.someServers(told, servers)}</p> : null}
    </>
  );
}

function Shares({ shares }: { readonly shares: readonly Share[] }) {
  if (shares.length === 0) return <p className={styles['line']}>{texts.nothing}</p>;
  return (
    <ul className={styles['list']}>
      {shares.map(({ id, name, share, text }) => (
        <li key={id.ref} className={styles['share']}>
          <ObjectAnchor id={id} className={styles['name'] ?? ''}>
            {name}
          </ObjectAnchor>
          <Meter label={name} value={share} max={1} text={text} />
          <span className={styles['amount']}>{text}</span>
        </li>
      ))}
    </ul>
  );
}

function Work({ events }: { readonly events: readonly EventRow[] }) {
  const open = events.filter(isOpen).slice(0, SHOWN);
  if (open.length === 0) return <p className={styles['line']}>{texts.noWork}</p>;
  return (
    <ul className={styles['list']}>
      {open.map(({ id, title, progress }) => (
        <li key={id} className={styles['share']}>
          <span className={styles['name']}>{title}</span>
          <ProgressBar label={title} value={progress} thin />
        </li>
      ))}
    </ul>
  );
}

function Alerts({ alerts }: { readonly alerts: readonly AlertRow[] }) {
  const latest = alerts.filter(({ record }) => !isHistory(record.name)).slice(0, SHOWN);
  if (latest.length === 0) return <p className={styles['line']}>{texts.noAlerts}</p>;
  return (
    <ul className={styles['list']}>
      {latest.map(({ ref, record, title, object, timeMs }) => (
        <li key={ref} className={styles['line']}>
          <SeverityGlyph severity={severityOf(record)} isNamed />
          <span className={styles['words']}>
            {object === null ? null : (
              <>
                <ObjectAnchor id={object.id}>{object.name}</ObjectAnchor>{' '}
              </>
            )}
            {title} <span className={styles['time']}>{formatTime(timeMs)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
