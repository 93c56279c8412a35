import { useMemo, useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { PageList } from '../../../ui/layout/page-list';
import { Dialog } from '../../../ui/overlays/dialog';
import { readInventory } from '../../../xapi/cache/cache';
import { useServerClock } from '../../values';
import type { Field, Input, PoolCommand, Target } from '../command';
import { inputOfPages } from '../pages';
import { disabledReason } from '../plan';
import type { CommandRequest } from '../requests';
import { startRun } from '../runs';
import { useReportFailure } from '../use-run-command';
import { summaryLines } from '../wizard/summary-lines';
import { FieldControl } from './field-control';
import { initialInput } from './initial';
import { isAsked, problemOf } from './problem';
import { ScriptView } from './script-view';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

/** What one command asks within a page. */
interface Part {
  readonly command: PoolCommand;
  readonly fields: readonly Field[];
  readonly initial: Input;
  /** Why it cannot be changed now; null: it can. */
  readonly reason: string | null;
}

interface OpenPage {
  readonly title: string;
  readonly parts: readonly Part[];
}

/** Asks what several commands ask, page by page, and does what was changed in one piece of work. */
export function PagesDialog(props: {
  readonly request: CommandRequest;
  readonly target: Target;
  readonly pages: NonNullable<PoolCommand['pages']>;
  readonly onClose: () => void;
}) {
  const { request, target, pages: pagesOf, onClose } = props;
  const { command, connection } = request;
  const clock = useServerClock();
  const reportFailure = useReportFailure();
  // As with every question: about the pool as it was when it was asked.
  const { inventory, pages } = useMemo(() => {
    const inventory = readInventory(connection);
    const partOf = (each: PoolCommand): Part => {
      const fields = each.fields?.(inventory, [target], clock.nowMs()) ?? [];
      const reason = disabledReason(each, inventory, [target]);
      return { command: each, fields, initial: initialInput(fields), reason };
    };
    const open = pagesOf(inventory, target).map(({ title, commands }): OpenPage => ({
      title,
      parts: commands.map(partOf),
    }));
    return { inventory, pages: open };
  }, [connection, target, pagesOf, clock]);
  const [selected, setSelected] = useState(pages[0]?.title ?? '');
  const [answers, setAnswers] = useState<ReadonlyMap<string, Input>>(() => new Map());

  const inputOf = (part: Part): Input => answers.get(part.command.id) ?? part.initial;
  const isChanged = (part: Part): boolean => JSON.stringify(inputOf(part)) !== JSON.stringify(part.initial);
  const problemIn = ({ parts }: OpenPage): string | null => {
    const changed = parts.filter(isChanged);
    const problems = changed.flatMap((part) => part.fields.map((field) => problemOf(field, inputOf(part))));
    return problems.find((problem) => problem !== null) ?? null;
  };
  const wrong = pages.find((page) => problemIn(page) !== null);
  const changed = pages.flatMap(({ parts }) => parts).filter(isChanged);
  const reason = wrong
    ? dialogTexts.wrongPage(wrong.title, problemIn(wrong) ?? '')
    : changed.length === 0
      ? dialogTexts.nothingChanged
      : null;
  const input = inputOfPages(new Map(changed.map((part) => [part.command.id, inputOf(part)])));

  const submit = (): void => {
    if (reason !== null) return;
    const run = startRun({ connection, command, targets: [target], input, nowMs: () => clock.nowMs() });
    reportFailure(run);
    onClose();
  };

  const page = pages.find(({ title }) => title === selected);
  return (
    <Dialog
      open
      onClose={onClose}
      title={command.title(target.name, {})}
      size="steps"
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>{dialogTexts.cancel}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>
            {command.verb}
          </Button>
        </>
      }
    >
      <PageList
        label={dialogTexts.pages}
        selected={selected}
        onSelect={setSelected}
        pages={pages.map((each) => ({
          id: each.title,
          title: each.title,
          detail: each.parts
            .map((part) => inShort(part.fields, inputOf(part)))
            .filter(Boolean)
            .join(', '),
          mark:
            problemIn(each) !== null
              ? { tone: 'danger', text: dialogTexts.wrong }
              : each.parts.some(isChanged)
                ? { tone: 'info', text: dialogTexts.changed }
                : null,
        }))}
      >
        {page?.parts.map((part) => (
          <PartFields
            key={part.command.id}
            part={part}
            input={inputOf(part)}
            request={request}
            target={target}
            onChange={(next) => setAnswers((before) => new Map(before).set(part.command.id, next))}
          />
        ))}
        {changed.length === 0 ? null : <ScriptView scripts={[command.script(inventory, target, input)]} />}
      </PageList>
    </Dialog>
  );
}

function PartFields(props: {
  readonly part: Part;
  readonly input: Input;
  readonly request: CommandRequest;
  readonly target: Target;
  readonly onChange: (input: Input) => void;
}) {
  const { part, input, request, target, onChange } = props;
  const { command, fields, initial, reason } = part;
  const consequence = command.confirm?.(readInventory(request.connection), [target])?.consequence;
  if (reason !== null) {
    return (
      <div className={styles['fixed']}>
        <dl>
          {summaryLines(fields, initial).map((line) => (
            <div key={line.id}>
              <dt>{line.label}</dt>
              <dd>{line.values.join(', ')}</dd>
            </div>
          ))}
        </dl>
        <p>{reason}</p>
      </div>
    );
  }
  return (
    <>
      {consequence === undefined ? null : <p className={styles['consequence']}>{consequence}</p>}
      {fields
        .filter((field) => isAsked(field, input))
        .map((field) => (
          <FieldControl
            key={field.id}
            field={field}
            value={input[field.id]}
            onChange={(value) => onChange({ ...input, [field.id]: value })}
            error={input === initial ? null : problemOf(field, input)}
            connection={request.connection}
            vm={target.kind === 'vm' ? target.ref : null}
            autoFocus={false}
          />
        ))}
    </>
  );
}

/** What a page says in its list: what is chosen, written and ticked there; a number alone says nothing without its name. */
function inShort(fields: readonly Field[], input: Input): string {
  const numbers: string[] = [];
  const words = fields.flatMap((field): readonly string[] => {
    const [line] = summaryLines([field], input);
    if (field.kind === 'check') return input[field.id] === true ? [field.label] : [];
    if (!line || (field.kind !== 'text' && field.kind !== 'choice' && field.kind !== 'size')) return [];
    if (field.kind !== 'text' || !/^\d+$/.test(line.values[0] ?? '')) return line.values;
    numbers.push(dialogTexts.numberOf(field.label, line.values[0] ?? ''));
    return [];
  });
  return (words.length > 0 ? words : fields.some(({ kind }) => kind === 'check') ? [] : numbers).join(', ');
}
