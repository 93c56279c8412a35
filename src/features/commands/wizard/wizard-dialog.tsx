import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { Banner } from '../../../ui/feedback/banner';
import { ConfirmDialog } from '../../../ui/overlays/confirm-dialog';
import { wizardTexts } from '../../../ui/wizard/texts';
import { WizardFrame } from '../../../ui/wizard/wizard-frame';
import type { FrameStep } from '../../../ui/wizard/wizard-frame';
import { useSelect } from '../../../xapi/cache/hooks';
import type { Actor, Connection } from '../../../xapi/client/contract';
import type { ClassName } from '../../../xapi/datamodel/ref';
import { usePoolList } from '../../connections';
import type { PoolList } from '../../connections';
import { decodeObjectId, objectKey } from '../../navigation';
import type { Inventory } from '../../objects';
import { useServerClock } from '../../values';
import type { Input, PoolCommand, Target, WizardStep } from '../command';
import type { CommandRun } from '../command-run';
import { COMMAND_CLASSES } from '../command-toolbar';
import { isSecret, secretsIn } from '../secrets';
import { OtherAccount, useOtherAccount } from '../dialog/other-account';
import { RunView } from '../dialog/run-view';
import { titleOfMany } from '../dialog/title';
import { disabledReason, needsOther, planFor } from '../plan';
import { OBJECTS, useCommandRequest } from '../requests';
import { startRun } from '../runs';
import { listInput } from '../table/vm-call';
import { targetsOf } from '../target';
import { useReportFailure } from '../use-run-command';
import { dropDraft, readDraft, writeDraft } from './draft';
import { evaluate, firstProblem, isFilledIn, neighbour } from './evaluate';
import type { EvaluatedStep } from './evaluate';
import { aftermathOf, FIXES, takeBack, withFix } from './fixes';
import type { Aftermath, Undo } from './fixes';
import { Summary } from './summary';
import { useOtherPools } from './other-pools';
import { texts } from './texts';
import styles from './wizard.module.css';
import { WizardResult } from './wizard-result';
import { StepFields } from './wizard-step';

export interface WizardDialogProps {
  readonly command: PoolCommand;
  readonly steps: readonly WizardStep[];
  readonly target: Target;
  readonly connection: Connection;
  /** Id of the step that is shown; one that is not there, or cannot be shown yet, stands for the first that can. */
  readonly step: string;
  readonly onStep: (id: string) => void;
  readonly onClose: () => void;
}

/** Everything that steps look at. */
const CLASSES: readonly ClassName[] = [
  ...COMMAND_CLASSES,
  'Bond',
  'VLAN',
  'PGPU',
  'GPU_group',
  'VGPU',
  'VGPU_type',
  'SM',
];
/** Of many objects, so many show what they come to. */
const MOST_SCRIPTS = 50;
const everything = (inventory: Inventory): Inventory => inventory;

/** A command that asks step by step. What was filled in outlives a reload of the page, passwords excepted. */
export function WizardDialog(props: WizardDialogProps) {
  const { command, target, connection, steps: makers, onClose } = props;
  const clock = useServerClock();
  const reportFailure = useReportFailure();
  const [nowMs] = useState(() => clock.nowMs());
  const inventory = useSelect(CLASSES, everything);
  const key = `${command.id} ${objectKey(target.id)}`;
  const pools = usePoolList();
  const others = useOtherPools(connection.id);
  const [kept] = useState<Input>(() => readDraft(key));
  const [draft, setDraft] = useState<Input>(() => beginning(kept, key));
  const [isKept, setKept] = useState(() => Object.keys(kept).some((id) => id !== OBJECTS));
  const [tried, setTried] = useState<ReadonlySet<string>>(() => new Set());
  const [isLeaving, setLeaving] = useState(false);
  const [run, setRun] = useState<CommandRun | null>(null);
  /** How often it was begun anew: fields that hold what was typed are not those of the answers before. */
  const [round, setRound] = useState(0);
  const all = useMemo(() => {
    const ids = listInput(draft, OBJECTS).flatMap((text) => decodeObjectId(text, '') ?? []);
    const found = targetsOf(inventory, ids);
    return found.length > 1 ? found : [target];
  }, [draft, inventory, target]);
  // What the own role does not allow is done by an account that the last step asks for.
  const byOther = useMemo(() => needsOther(command, inventory, all), [command, inventory, all]);
  const account = useOtherAccount(connection);
  const targets = useMemo(() => planFor(command, inventory, all, byOther).runs, [command, inventory, all, byOther]);
  const { steps, input } = useMemo(
    () => evaluate(makers, { inventory, target, targets, others, nowMs, draft }),
    [makers, inventory, target, targets, others, nowMs, draft],
  );
  const at = placeOf(steps, props.step);
  const step = steps[at];
  const isLast = neighbour(steps, at, 1) === null;
  const before = neighbour(steps, at, -1);
  // The wizard may have been opened by its address, whatever the role is.
  const reason = disabledReason(command, inventory, all, byOther) ?? (byOther ? account.missing : null);
  const [seen, setSeen] = useState(at);
  if (seen < at) setSeen(at);
  // What a person has not come past is not held against them, unless they have tried to.
  const isPast = (each: EvaluatedStep, index: number): boolean => index < seen || tried.has(each.id);

  // Answers of a pool come when they come: each adds to what was filled in by then.
  const latest = useRef(draft);
  // A password stays one when its field is no longer asked for.
  const secretIds = useRef(new Set<string>());
  const change = (field: string, value: Input[string]): void => {
    latest.current = { ...latest.current, [field]: value };
    for (const { fields } of steps) for (const each of fields) if (isSecret(each)) secretIds.current.add(each.id);
    setDraft(latest.current);
    writeDraft(key, latest.current, secretIds.current);
  };
  const begin = (anew: Input): void => {
    latest.current = anew;
    setDraft(anew);
    setKept(false);
    writeDraft(key, anew, secretIds.current);
  };
  const startOver = (): void => {
    begin(withoutAnswers(draft));
    setTried(new Set());
    setSeen(0);
    setRound(round + 1);
    props.onStep('');
  };
  const leftBehind = (): Aftermath =>
    aftermathOf(draft, steps, (id) => (id === connection.id ? connection : connectedTo(pools, id)));
  const aftermath = isLeaving ? leftBehind() : NOTHING_TO_UNDO;
  const putBack = (): void => {
    void takeBack(aftermath.undos, () => clock.nowMs(), reportFailure);
    onClose();
  };
  const discard = (): void => {
    begin({});
    putBack();
  };
  const leave = (): void => {
    if (isFilledIn(draft, steps)) setLeaving(true);
    else {
      dropDraft(key);
      onClose();
    }
  };
  // Which objects it is about outlives a reload, also where nothing was filled in.
  useEffect(() => {
    if (latest.current[OBJECTS] !== undefined) writeDraft(key, latest.current, secretIds.current);
  }, [key]);
  const goOn = (): void => {
    if (!step) return;
    const wrong = firstProblem(steps, at + 1);
    if (wrong !== null) {
      setTried((ids) => new Set(ids).add(wrong.id));
      props.onStep(wrong.id);
      return;
    }
    const next = neighbour(steps, at, 1);
    if (next !== null) {
      props.onStep(next.id);
      return;
    }
    if (reason !== null) return;
    if (byOther) account.logIn(work);
    else work();
  };

  const work = (actor?: Actor): void => {
    const secrets = steps.flatMap(({ fields }) => secretsIn(fields, input));
    const started = startRun({
      connection,
      command,
      targets: all,
      input,
      actor,
      nowMs: () => clock.nowMs(),
      secrets,
      pools,
    });
    const off = started.onChange(() => {
      if (!started.isFinished) return;
      off();
      if (started.items().every((item) => item.state === 'done' || item.kept !== null)) dropDraft(key);
    });
    setRun(started);
  };

  const closeResult = (): void => {
    // What was mended for work that came to nothing has no use any more; some of it has none after any work.
    const isOver = command.takesBack === true && run?.isFinished === true && leftBehind().undos.length > 0;
    if (draft[FIXES] !== undefined && (isInVain(run) || isOver)) setLeaving(true);
    else onClose();
  };

  const question =
    run !== null && !isInVain(run) ? (
      <ConfirmDialog
        open={isLeaving}
        onClose={onClose}
        onConfirm={putBack}
        title={texts.backTitle}
        verb={texts.putBack}
        cancelLabel={texts.leaveSo}
      >
        {texts.backText}
        <Lines title={texts.takenBack} lines={aftermath.undos.flatMap(linesOf)} />
      </ConfirmDialog>
    ) : (
      <ConfirmDialog
        open={isLeaving}
        onClose={() => setLeaving(false)}
        onConfirm={discard}
        title={texts.discardTitle}
        verb={texts.discard}
        cancelLabel={texts.keepEditing}
        danger
      >
        {texts.discardText}
        <Lines title={texts.takenBack} lines={aftermath.undos.flatMap(linesOf)} />
        <Lines title={texts.stays} lines={aftermath.stays} />
      </ConfirmDialog>
    );

  if (run !== null)
    return (
      <>
        {all.length > 1 ? (
          <RunView run={run} onClose={closeResult} />
        ) : (
          <WizardResult run={run} onClose={closeResult} onBack={() => setRun(null)} />
        )}
        {question}
      </>
    );
  if (!step) return null;
  return (
    <>
      <WizardFrame
        title={all.length > 1 ? titleOfMany(command, all) : command.title(target.name, {})}
        steps={frameSteps(steps, isPast)}
        current={step.id}
        round={round}
        onStep={props.onStep}
        onBack={before === null ? null : () => props.onStep(before.id)}
        onNext={goOn}
        nextLabel={isLast ? command.verb : wizardTexts.next}
        nextReason={isLast ? reason : null}
        onCancel={leave}
      >
        {isKept && isFilledIn(draft, steps) ? (
          <Banner
            tone="info"
            title={texts.goesOn}
            action={
              <Button size="small" onPress={startOver}>
                {texts.startOver}
              </Button>
            }
          />
        ) : null}
        <StepFields
          key={`${round} ${step.id}`}
          step={step}
          input={input}
          tells={(field) => tried.has(step.id) || draft[field] !== undefined || isSizeIn(step, field)}
          onChange={change}
          connection={connection}
          onFix={(fix) => change(FIXES, withFix(latest.current, fix))}
        />
        {isLast && byOther ? <OtherAccount account={account} /> : null}
        {isLast ? (
          <Summary
            steps={steps.slice(0, at)}
            input={input}
            scripts={targets
              .filter((each) => !command.leavesOut?.(each, input))
              .slice(0, MOST_SCRIPTS)
              .map((each) => command.script(inventory, each, input, others))}
            onStep={props.onStep}
          />
        ) : null}
      </WizardFrame>
      {question}
    </>
  );
}

const NOTHING_TO_UNDO: Aftermath = { undos: [], stays: [] };

const isInVain = (run: CommandRun | null): boolean =>
  run?.items().every(({ state, kept }) => state === 'failed' && kept === null) === true;

const linesOf = ({ command, targets, input }: Undo): readonly string[] =>
  targets.map(({ name }) => command.title(name, input));

const connectedTo = (pools: PoolList, id: string): Connection | undefined =>
  pools.entries().find((entry) => entry.id === id)?.connection;

/** What was filled in is thrown away; what it is about stays, and what was done, to be taken back. */
function withoutAnswers(draft: Input): Input {
  return Object.fromEntries(Object.entries(draft).filter(([id]) => id === FIXES || id === OBJECTS));
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul className={styles['lines']}>
        {lines.map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** What a draft holds to begin with: what was kept, for the objects that were chosen just now. */
function beginning(kept: Input, key: string): Input {
  const { preset } = useCommandRequest.getState();
  if (preset?.key !== key) return kept;
  return { ...Object.fromEntries(Object.entries(kept).filter(([id]) => id !== OBJECTS)), ...preset.input };
}

/** An amount may not fit from the start; what a person has not touched yet is not held against them otherwise. */
function isSizeIn(step: EvaluatedStep, field: string): boolean {
  return step.fields.some(({ id, kind }) => id === field && (kind === 'size' || kind === 'list'));
}

function placeOf(steps: readonly EvaluatedStep[], wanted: string): number {
  const first = steps.findIndex((step) => step.skipped === null);
  const at = steps.findIndex((step) => step.id === wanted && step.skipped === null);
  const wrong = steps.findIndex((step) => step.problems.size > 0);
  if (at < 0) return first;
  return wrong >= 0 && wrong < at ? wrong : at;
}

function frameSteps(
  steps: readonly EvaluatedStep[],
  isPast: (step: EvaluatedStep, at: number) => boolean,
): readonly FrameStep[] {
  return steps.map((step, at): FrameStep => {
    const wrong = firstProblem(steps, at);
    const state =
      step.skipped !== null ? 'skipped' : !isPast(step, at) ? 'ahead' : step.problems.size > 0 ? 'problem' : 'done';
    return { id: step.id, title: step.title, state, reason: step.skipped ?? (wrong && texts.first(wrong.title)) };
  });
}
