import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { countsOf } from './engine/consequences';
import type { Consequences, Group, Outcome } from './engine/model';
import styles from './topology.module.css';
import { texts } from './texts';

const WIDTH = 900;
const BOX = { width: 250, height: 30, gap: 8 } as const;
const TOP = 8;
/** So many boxes of one side tell something; more are a number. */
const MOST = 9;
/** Letters that fit into a box. */
const LETTERS = 30;

interface Box {
  readonly key: string;
  readonly label: string;
  readonly glyph: GlyphSpec | null;
  readonly tone: string;
}

/** The same as the list, to see at a glance: what it stands on, itself, what depends on it. The list is for everybody. */
export function Picture({ answer }: { readonly answer: Consequences }) {
  const left = boxesOf(answer.standsOn);
  const right = [...outcomes(answer), ...boxesOf(answer.dependents)].slice(0, MOST + 3);
  if (left.length + right.length === 0) return null;
  const rows = Math.max(left.length, right.length, 1);
  const height = TOP * 2 + rows * (BOX.height + BOX.gap);
  const middle = { x: (WIDTH - BOX.width) / 2, y: height / 2 - BOX.height / 2 };
  const place = (side: readonly Box[], at: number): number =>
    height / 2 + (at - (side.length - 1) / 2) * (BOX.height + BOX.gap) - BOX.height / 2;
  const far = WIDTH - BOX.width - TOP;
  return (
    <section aria-label={texts.pictureTitle} className={styles['lists']}>
      <h3 className={styles['title']}>{texts.pictureTitle}</h3>
      <div className={styles['scroll']} role="group" aria-label={texts.pictureTitle} tabIndex={0}>
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          width={WIDTH}
          height={height}
          role="img"
          aria-label={texts.picture(answer.name)}
        >
          {left.map((box, at) => (
            <Line key={box.key} from={[TOP + BOX.width, place(left, at)]} to={[middle.x, middle.y]} tone={box.tone} />
          ))}
          {right.map((box, at) => (
            <Line key={box.key} from={[middle.x + BOX.width, middle.y]} to={[far, place(right, at)]} tone={box.tone} />
          ))}
          {left.map((box, at) => (
            <Shown key={box.key} box={box} x={TOP} y={place(left, at)} />
          ))}
          <Shown box={{ key: '', label: answer.name, glyph: answer.glyph, tone: 'subject' }} {...middle} />
          {right.map((box, at) => (
            <Shown key={box.key} box={box} x={far} y={place(right, at)} />
          ))}
        </svg>
      </div>
    </section>
  );
}

function boxesOf(groups: readonly Group[]): readonly Box[] {
  const items = groups.flatMap(({ id, items: all }) => all.map((item, at) => ({ key: `${id} ${at}`, item })));
  const shown = items
    .slice(0, items.length > MOST ? MOST - 1 : MOST)
    .map(({ key, item }): Box => ({ key, label: item.name, glyph: item.glyph, tone: item.tone }));
  const rest = items.length - shown.length;
  return rest > 0 ? [...shown, { key: 'rest', label: texts.more(rest), glyph: null, tone: 'neutral' }] : shown;
}

function outcomes({ fates }: Consequences): readonly Box[] {
  const counts = countsOf(fates);
  const vm = (outcome: Outcome, label: string, tone: string): readonly Box[] =>
    counts[outcome] === 0 ? [] : [{ key: outcome, label, glyph: { kind: 'vm' }, tone }];
  return [
    ...vm('stopped', texts.vmsStopped(counts.stopped), 'danger'),
    ...vm('restart', texts.vmsRestart(counts.restart), 'ok'),
    ...vm('limited', texts.vmsLimited(counts.limited), 'warning'),
  ];
}

type Point = readonly [x: number, y: number];

function Line({ from, to, tone }: { readonly from: Point; readonly to: Point; readonly tone: string }) {
  const [x1, y1] = [from[0], from[1] + BOX.height / 2];
  const [x2, y2] = [to[0], to[1] + BOX.height / 2];
  const bend = (x1 + x2) / 2;
  return (
    <path className={styles['line']} data-tone={tone} d={`M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`} />
  );
}

function Shown({ box, x, y }: { readonly box: Box; readonly x: number; readonly y: number }) {
  const label = box.label.length > LETTERS ? `${box.label.slice(0, LETTERS - 1)}…` : box.label;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect className={styles['box']} data-tone={box.tone} width={BOX.width} height={BOX.height} rx={4} />
      {box.glyph === null ? null : (
        <g transform="translate(8 7)">
          <ObjectGlyph {...box.glyph} label={undefined} />
        </g>
      )}
      <text className={styles['boxText']} x={box.glyph === null ? 10 : 32} y={BOX.height / 2 + 4.5}>
        {label}
      </text>
    </g>
  );
}
