import { useDeferredValue, useId, useMemo, useState } from 'react';
import { ArrowDown, ArrowUp, RotateCcw, X } from 'lucide-react';
import { Button, IconButton } from '../../../ui/actions/button';
import { lookAt } from '../../../ui/chart/series-look';
import { seenColour } from '../../../ui/chart/time/colours';
import { Checkbox } from '../../../ui/forms/checkbox';
import { SearchField } from '../../../ui/forms/search-field';
import { TextField } from '../../../ui/forms/text-field';
import { Dialog } from '../../../ui/overlays/dialog';
import type { SourceGroup } from '../model/source-words';
import { texts } from '../texts';
import type { OwnGraph } from './layout';
import type { SourceChoice } from './own-graphs';
import type { Sources } from './use-sources';
import styles from './own.module.css';

export interface GraphDialogProps {
  readonly title: string;
  readonly graph: OwnGraph;
  readonly colours: Readonly<Record<string, string>>;
  readonly sources: Sources;
  /** Why it cannot be saved at all; null: it can. */
  readonly savingReason: string | null;
  /** Why nothing can be recorded that is not; null: it can. */
  readonly recordingReason: string | null;
  readonly onClose: () => void;
  readonly onSave: (graph: OwnGraph, colours: Readonly<Record<string, string>>, record: readonly string[]) => void;
}

/** Makes a graph: its name, what it draws in which order, and in which colours. */
export function GraphDialog(props: GraphDialogProps) {
  const { title, sources, savingReason, recordingReason, onClose, onSave } = props;
  const [name, setName] = useState(props.graph.name);
  const [chosen, setChosen] = useState<readonly string[]>(props.graph.sources);
  const [colours, setColours] = useState(props.colours);
  const idle = chosen.filter((each) => sources.find(each)?.isIdle === true);
  const reason =
    savingReason ??
    (name.trim() === '' ? texts.own.needsName : chosen.length === 0 ? texts.own.needsSource : null) ??
    (idle.length > 0 ? recordingReason : null);
  const save = (): void => {
    if (reason === null) onSave({ name: name.trim(), sources: chosen }, colours, idle);
  };
  const toggle = (source: string): void =>
    setChosen(chosen.includes(source) ? chosen.filter((each) => each !== source) : [...chosen, source]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      subtitle={texts.own.shared}
      size="large"
      onSubmit={save}
      footer={
        <>
          <Button onPress={onClose}>{texts.own.cancel}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>
            {texts.own.saveOne}
          </Button>
        </>
      }
    >
      <div className={styles['dialog']}>
        <TextField label={texts.own.name} value={name} onChange={setName} autoFocus autoComplete="off" />
        <div className={styles['columns']}>
          <Available sources={sources} chosen={chosen} recordingReason={recordingReason} onToggle={toggle} />
          <Chosen sources={sources} chosen={chosen} colours={colours} onChosen={setChosen} onColours={setColours} />
        </div>
      </div>
    </Dialog>
  );
}

interface AvailableProps {
  readonly sources: Sources;
  readonly chosen: readonly string[];
  readonly recordingReason: string | null;
  readonly onToggle: (source: string) => void;
}

/** All data sources by what they are about; a group is opened by hand, or by what is searched for. */
function Available({ sources, chosen, recordingReason, onToggle }: AvailableProps) {
  const id = useId();
  const [text, setText] = useState('');
  const words = useDeferredValue(text).trim().toLowerCase();
  const groups = useMemo(() => groupsOf(sources.all, words), [sources.all, words]);
  return (
    <section aria-labelledby={id} className={styles['column']}>
      <h3 id={id} className={styles['heading']}>
        {texts.own.sources}
      </h3>
      <SearchField label={texts.own.search} value={text} onChange={setText} />
      <div className={styles['list']} tabIndex={0} role="group" aria-labelledby={id}>
        {groups.length === 0 ? <p className={styles['quiet']}>{texts.own.noneFound}</p> : null}
        {groups.map(([group, all]) => (
          <Group
            // What was opened by hand stays so until something else is searched for.
            key={`${group} ${words}`}
            title={texts.sourceGroups[group]}
            all={all}
            chosen={chosen}
            isOpen={words !== '' || groups.length === 1}
            recordingReason={recordingReason}
            onToggle={onToggle}
          />
        ))}
      </div>
    </section>
  );
}

function groupsOf(
  all: readonly SourceChoice[],
  words: string,
): readonly (readonly [SourceGroup, readonly SourceChoice[]])[] {
  const groups = new Map<SourceGroup, SourceChoice[]>();
  for (const each of all) {
    if (!`${each.series.name} ${each.name}`.toLowerCase().includes(words)) continue;
    const list = groups.get(each.group);
    if (list === undefined) groups.set(each.group, [each]);
    else list.push(each);
  }
  const order = Object.keys(texts.sourceGroups);
  return [...groups].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

interface GroupProps {
  readonly title: string;
  readonly all: readonly SourceChoice[];
  readonly chosen: readonly string[];
  readonly isOpen: boolean;
  readonly recordingReason: string | null;
  readonly onToggle: (source: string) => void;
}

/** What is closed is not there: a large server has a thousand data sources. */
function Group({ title, all, chosen, isOpen, recordingReason, onToggle }: GroupProps) {
  const [open, setOpen] = useState(isOpen);
  const count = all.filter(({ name }) => chosen.includes(name)).length;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles['summary']}>
        {title} <span className={styles['quiet']}>{texts.own.count(count, all.length)}</span>
      </summary>
      {open
        ? all.map(({ name, series, isIdle }) => (
            <Checkbox
              key={name}
              checked={chosen.includes(name)}
              disabled={isIdle && recordingReason !== null && !chosen.includes(name)}
              hint={isIdle ? (recordingReason ?? texts.own.idle) : undefined}
              onChange={() => onToggle(name)}
            >
              {series.name}
            </Checkbox>
          ))
        : null}
    </details>
  );
}

interface ChosenProps {
  readonly sources: Sources;
  readonly chosen: readonly string[];
  readonly colours: Readonly<Record<string, string>>;
  readonly onChosen: (chosen: readonly string[]) => void;
  readonly onColours: (colours: Readonly<Record<string, string>>) => void;
}

/** What a colour begins with when somebody first chooses one: XenCenter's ten (Palette.cs). */
const PALETTE = [
  '#0066ff',
  '#339900',
  '#ff9900',
  '#660099',
  '#990033',
  '#995e00',
  '#ffff00',
  '#00ffb4',
  '#009982',
  '#bfa4a6',
] as const;

function Chosen({ sources, chosen, colours, onChosen, onColours }: ChosenProps) {
  const id = useId();
  const move = (at: number, by: number): void => {
    const next = [...chosen];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(at + by, 0, moved);
    onChosen(next);
  };
  return (
    <section aria-labelledby={id} className={styles['column']}>
      <h3 id={id} className={styles['heading']}>
        {texts.own.chosen}
      </h3>
      {chosen.length === 0 ? <p className={styles['quiet']}>{texts.own.noneChosen}</p> : null}
      <ol className={styles['chosen']} aria-labelledby={id}>
        {chosen.map((source, at) => {
          const name = sources.find(source)?.series.name ?? texts.own.gone(source);
          const colour = colours[source];
          const { [source]: _own, ...others } = colours;
          return (
            <li key={source} className={styles['row']}>
              <input
                type="color"
                className={styles['colour']}
                data-automatic={colour === undefined || undefined}
                aria-label={texts.own.colour(name)}
                value={colour ?? PALETTE[at % PALETTE.length]}
                onChange={(event) => onColours({ ...colours, [source]: event.target.value })}
              />
              <svg width={20} height={10} aria-hidden="true" className={styles['look']}>
                <path
                  d="M0 5h20"
                  strokeWidth={3}
                  stroke={colour === undefined ? lookAt(at).colour : seenColour(colour)}
                  strokeDasharray={colour === undefined ? lookAt(at).dash : undefined}
                />
              </svg>
              <span className={styles['name']}>{name}</span>
              {colour === undefined ? null : (
                <IconButton
                  size="small"
                  label={texts.own.automatic(name)}
                  icon={<RotateCcw />}
                  onPress={() => onColours(others)}
                />
              )}
              <IconButton
                size="small"
                label={texts.own.upOne(name)}
                icon={<ArrowUp />}
                disabledReason={at === 0 ? texts.own.isFirst : null}
                onPress={() => move(at, -1)}
              />
              <IconButton
                size="small"
                label={texts.own.downOne(name)}
                icon={<ArrowDown />}
                disabledReason={at === chosen.length - 1 ? texts.own.isLast : null}
                onPress={() => move(at, 1)}
              />
              <IconButton
                size="small"
                label={texts.own.removeOne(name)}
                icon={<X />}
                onPress={() => onChosen(chosen.filter((each) => each !== source))}
              />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
