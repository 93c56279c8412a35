import { useCallback } from 'react';
import { writeClipboard } from '../../ui/clipboard';
import { announce } from '../../ui/feedback/live-region';
import { showToast } from '../../ui/feedback/toast-queue';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { usePoolList } from '../connections';
import { encodeObjectId, objectKey, useNavigate } from '../navigation';
import type { Navigation, ObjectId } from '../navigation';
import { useServerClock } from '../values';
import type { Command, Input } from './command';
import type { CommandRun } from './command-run';
import { explain } from './error-sentence';
import { findRemedies } from './find-remedies';
import { disabledReason, planFor } from './plan';
import { OBJECTS, useCommandRequest } from './requests';
import { startRun } from './runs';
import { targetsOf } from './target';
import { texts } from './texts';

/**
 * Runs a command on objects: at once, or after the question it has to ask. `input` answers its fields beforehand.
 * `how`: another account is asked for, which makes the calls; or a person is asked although `input` answers all.
 */
export type RunCommand = (
  command: Command,
  ids: readonly ObjectId[],
  input?: Input,
  how?: 'by other' | 'ask first',
) => void;

export function useRunCommand(): RunCommand {
  const present = useConnection();
  const presentClock = useServerClock();
  const pools = usePoolList();
  const navigate = useNavigate();
  return useCallback(
    function begin(command, ids, input, how) {
      const byOther = how === 'by other';
      const pool = pools.entries().find((each) => each.id === ids[0]?.connection);
      const connection = pool?.connection ?? present;
      const clock = pool?.clock ?? presentClock;
      const inventory = readInventory(connection);
      const targets = targetsOf(inventory, ids);
      const reason = disabledReason(command, inventory, targets, byOther);
      if (reason !== null) {
        showToast({ tone: 'warning', title: command.label, detail: reason, key: 'command refused' });
        return;
      }
      if (command.type === 'local') {
        command.run({ navigate, copyText }, inventory, planFor(command, inventory, targets).runs);
        return;
      }
      // A wizard asks for the account itself, with its last step.
      if (byOther && command.steps === undefined) {
        useCommandRequest.getState().open({ command, connection, targets, input: null, byOther });
        return;
      }
      const target = planFor(command, inventory, targets, byOther).runs[0];
      if (command.steps !== undefined && target) {
        const objects = targets.length > 1 && { [OBJECTS]: targets.map(({ id }) => encodeObjectId(id, '')) };
        const preset = { key: `${command.id} ${objectKey(target.id)}`, input: { ...input, ...objects } };
        useCommandRequest.setState({ preset });
        navigate({ wizard: { command: command.id, object: target.id, step: '' } });
        return;
      }
      if (how === 'ask first') {
        const request = { command, connection, targets, input: null, preset: input, byOther };
        useCommandRequest.getState().open(request);
        return;
      }
      const asks = input === undefined && (command.fields?.(inventory, targets, clock.nowMs()).length ?? 0) > 0;
      if (targets.length > 1 || asks || command.pages || command.confirm?.(inventory, targets)) {
        useCommandRequest.getState().open({ command, connection, targets, input: input ?? null, byOther });
        return;
      }
      const run = startRun({ connection, command, targets, input: input ?? {}, pools, nowMs: () => clock.nowMs() });
      reportFailure(run, begin, navigate);
    },
    [present, presentClock, pools, navigate],
  );
}

/** Tells of work that fails while no window shows it, with what helps. */
export function useReportFailure(): (run: CommandRun) => void {
  const begin = useRunCommand();
  const navigate = useNavigate();
  return useCallback((run) => reportFailure(run, begin, navigate), [begin, navigate]);
}

function reportFailure(run: CommandRun, begin: RunCommand, navigate: Navigation['navigate']): void {
  const [left] = run.plan.skipped;
  // The pool has changed since it was asked: it is gone, or not as it was.
  if (run.items().length === 0 && left) {
    const title = texts.failedOne(run.command.title(left.target.name, run.input));
    showToast({ tone: 'warning', title, detail: left.reason });
    return;
  }
  const off = run.onChange(() => {
    if (!run.isFinished) return;
    off();
    void tellOfFailure(run, begin, navigate);
  });
}

async function tellOfFailure(run: CommandRun, begin: RunCommand, navigate: Navigation['navigate']): Promise<void> {
  const failed = run.items().filter((item) => item.state === 'failed');
  const [first] = failed;
  if (!first?.error) return;
  const { sentence, remedy } = await explain(first.error, run.connection);
  const refused = { command: run.command, ids: [first.target.id] };
  // Each of several may need something else, which Events says.
  const remedies = failed.length > 1 ? [] : await findRemedies(first.error, run.connection, refused);
  showToast({
    tone: 'danger',
    title: failed.length === 1 ? texts.failedOne(first.title) : texts.failedMany(run.command.label, failed.length),
    detail: texts.whatHelps(sentence, remedy),
    actions: [
      ...remedies.map((each) => ({
        label: each.label,
        onAction: () => begin(each.command, each.ids, undefined, each.byOther ? 'by other' : undefined),
        disabledReason: each.reason,
      })),
      { label: texts.showEvents, onAction: () => navigate({ view: 'notifications', page: 'events' }) },
    ],
  });
}

function copyText(text: string, what: string): void {
  void writeClipboard(text).then((isDone) => {
    if (isDone) announce(texts.copied(what));
    showToast({
      tone: isDone ? 'ok' : 'warning',
      title: isDone ? texts.copied(what) : texts.notCopied,
      key: 'copied',
    });
  });
}
