import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { showToast } from '../../../ui/feedback/toast-queue';
import { Dialog } from '../../../ui/overlays/dialog';
import { readInventory } from '../../../xapi/cache/cache';
import type { Actor } from '../../../xapi/client/contract';
import { usePoolList } from '../../connections';
import { useServerClock } from '../../values';
import type { CommandRun } from '../command-run';
import type { Field, Input, PoolCommand, Target } from '../command';
import { othersThan } from '../other-pools';
import { planFor } from '../plan';
import type { CommandRequest } from '../requests';
import { startRun } from '../runs';
import { texts } from '../texts';
import { useReportFailure } from '../use-run-command';
import { FieldControl } from './field-control';
import { OtherAccount, useOtherAccount } from './other-account';
import { initialInput } from './initial';
import { PagesDialog } from './pages-dialog';
import { isAsked, problemOf } from './problem';
import { PlanView } from './plan-view';
import { RunView } from './run-view';
import { ScriptView } from './script-view';
import { titleOfMany } from './title';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

/** Asks what a command needs to know, says what it will do and to which objects, then shows it at work. */
export function CommandDialog({
  request,
  onClose,
}: {
  readonly request: CommandRequest;
  readonly onClose: () => void;
}) {
  const [run, setRun] = useState<CommandRun | null>(null);
  const [target] = request.targets;
  if (request.command.pages && target) {
    return <PagesDialog request={request} target={target} pages={request.command.pages} onClose={onClose} />;
  }
  return run === null ? (
    <Question request={request} onClose={onClose} onRun={setRun} />
  ) : (
    <RunView run={run} onClose={onClose} />
  );
}

function Question(props: {
  readonly request: CommandRequest;
  readonly onClose: () => void;
  readonly onRun: (run: CommandRun) => void;
}) {
  const { request, onClose, onRun } = props;
  const { command, connection, targets } = request;
  const clock = useServerClock();
  const reportFailure = useReportFailure();
  const pools = usePoolList();
  // The question is about the pool as it was when it was asked; the run looks again at what can run.
  const { plan, fields, confirmation, inventory, others } = useMemo(() => {
    const inventory = readInventory(connection);
    const plan = planFor(command, inventory, targets, request.byOther);
    const others = othersThan(connection.id, pools);
    const asked = (): readonly Field[] => command.fields?.(inventory, plan.runs, clock.nowMs(), others) ?? [];
    return {
      inventory,
      plan,
      others,
      fields: request.input === null ? asked() : [],
      confirmation: command.confirm?.(inventory, plan.runs, others) ?? null,
    };
  }, [command, connection, targets, pools, request.input, request.byOther, clock]);
  const account = useOtherAccount(connection);
  const [input, setInput] = useState<Input>(() => request.input ?? { ...initialInput(fields), ...request.preset });
  const [changed, setChanged] = useState<ReadonlySet<string>>(() => new Set());
  const isMany = plan.runs.length + plan.skipped.length > 1;
  // Another account asks the pool again.
  const [refusals, setRefusals] = useState<Readonly<Record<string, string | null>>>({});
  const onRefusal = useCallback(
    (field: string, reason: string | null) =>
      setRefusals((before) => ((before[field] ?? null) === reason ? before : { ...before, [field]: reason })),
    [],
  );
  const problem =
    fields
      .map((field) => problemOf(field, input) ?? (request.byOther ? null : (refusals[field.id] ?? null)))
      .find((each) => each !== null) ?? null;

  const submit = (): void => {
    if (problem !== null) return;
    (command.prepare?.(plan.runs, input) ?? Promise.resolve(input)).then(
      (prepared) => {
        if (prepared === null) return;
        if (request.byOther) account.logIn((actor) => begin(prepared, actor));
        else begin(prepared);
      },
      (error: unknown) => showToast({ tone: 'danger', title: command.label, detail: String(error) }),
    );
  };

  const begin = (prepared: Input, actor?: Actor): void => {
    const run = startRun({ connection, command, targets, input: prepared, actor, pools, nowMs: () => clock.nowMs() });
    if (isMany) {
      onRun(run);
      return;
    }
    reportFailure(run);
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={titleFor(command, plan.runs, confirmation !== null)}
      size={isMany || fields.some((field) => field.kind !== 'text' && field.kind !== 'check') ? 'medium' : 'small'}
      role={command.danger ? 'alertdialog' : 'dialog'}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose} autoFocus={command.danger === true}>
            {dialogTexts.cancel}
          </Button>
          <Button
            type="submit"
            variant={command.danger ? 'danger' : 'primary'}
            disabledReason={
              plan.runs.length === 0
                ? texts.reasons.noneApplies
                : (problem ?? (request.byOther ? account.missing : null))
            }
            pending={account.isLoggingIn}
            autoFocus={command.danger !== true && fields.length === 0}
          >
            {plan.runs.length > 1 ? dialogTexts.verbMany(command.verb, plan.runs.length) : command.verb}
          </Button>
        </>
      }
    >
      <div className={styles['question']}>
        {confirmation === null ? null : <p className={styles['consequence']}>{confirmation.consequence}</p>}
        {request.byOther ? <OtherAccount account={account} /> : null}
        {fields
          .filter((field) => isAsked(field, input))
          .map((field, index) => (
            <FieldControl
              key={field.id}
              field={field}
              value={input[field.id]}
              onChange={(value) => {
                setInput((before) => ({ ...before, [field.id]: value }));
                setChanged((before) => new Set(before).add(field.id));
              }}
              // What a person has not touched yet is not held against them; an amount may not fit from the start.
              error={field.kind === 'size' || changed.has(field.id) ? problemOf(field, input) : null}
              connection={connection}
              vm={plan.runs.length === 1 && plan.runs[0]?.kind === 'vm' ? plan.runs[0].ref : null}
              autoFocus={index === 0 && command.danger !== true && !request.byOther}
              onRefusal={onRefusal}
            />
          ))}
        {confirmation === null || confirmation.losses.length === 0 ? null : <Losses losses={confirmation.losses} />}
        {isMany ? <PlanView plan={plan} /> : null}
        <ScriptView
          scripts={plan.runs.slice(0, 50).map((target) => command.script(inventory, target, input, others))}
        />
      </div>
    </Dialog>
  );
}

const MAX_LOSSES = 6;

function Losses({ losses }: { readonly losses: readonly string[] }) {
  return (
    <div className={styles['losses']}>
      <strong>{dialogTexts.losses}</strong>
      <ul>
        {losses.slice(0, MAX_LOSSES).map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
        {losses.length > MAX_LOSSES ? <li>{dialogTexts.andMore(losses.length - MAX_LOSSES)}</li> : null}
      </ul>
    </div>
  );
}

/** A question where something is at stake, else the name of what is to be done. */
function titleFor(command: PoolCommand, targets: readonly Target[], asks: boolean): string {
  const [first] = targets;
  if (targets.length !== 1 || !first) return titleOfMany(command, targets);
  if (!asks) return command.title(first.name, {});
  return dialogTexts.question(command.question?.(first.name) ?? `${command.verb} ${first.name}`);
}
