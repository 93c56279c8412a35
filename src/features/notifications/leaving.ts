import { announce } from '../../ui/feedback/live-region';
import { dismissToast, getToasts, showToast, subscribeToasts } from '../../ui/feedback/toast-queue';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { only, row } from '../objects';
import type { AlertRow } from './alert-rows';
import { destroyMessages } from './dismissing';
import { foundIn, noteFound } from './own/found';
import { keptAs, readKept, withDismissed, writeKept } from './own/kept';
import { tellRefusals } from './tell-refusals';
import { texts } from './texts';

interface Dismissal {
  readonly connection: Connection;
  readonly messages: readonly string[];
  /** Of what the console found itself. */
  readonly keys: readonly string[];
  readonly toast: number;
  /** Looks no longer whether the toast is there. */
  readonly leaveToast: () => void;
}

const waiting = new Set<Dismissal>();

/** Takes alerts off the list, and out of the pool when the toast that offers to take it back is gone. */
export function dismissLater(connection: Connection, alerts: readonly AlertRow[]): void {
  const all = alerts.flatMap((alert) => [alert, ...alert.repeats]);
  if (all.length === 0) return;
  const keys = all.flatMap(({ own }) => own?.key ?? []);
  const messages = all.flatMap(({ ref, own }) => (own === null ? ref : []));
  const toast = showToast({
    title: texts.alerts.dismissed(all.length),
    actions: [{ label: texts.alerts.undo, onAction: () => takeBack(dismissal) }],
  });
  const leaveToast = subscribeToasts(() => {
    if (!getToasts().some(({ id }) => id === toast)) void send(dismissal);
  });
  const dismissal: Dismissal = { connection, messages, keys, toast, leaveToast };
  waiting.add(dismissal);
  if (waiting.size === 1) document.addEventListener('visibilitychange', sendBeforeLeaving);
  hide(connection, [...messages, ...keys], []);
}

/** Sends what waits without waiting any longer: who leaves the page has decided. */
export async function sendDismissals(): Promise<void> {
  await Promise.all([...waiting].map(send));
}

function sendBeforeLeaving(): void {
  if (document.visibilityState === 'hidden') void sendDismissals();
}

function end(dismissal: Dismissal): boolean {
  dismissal.leaveToast();
  dismissToast(dismissal.toast);
  const isThere = waiting.delete(dismissal);
  if (waiting.size === 0) document.removeEventListener('visibilitychange', sendBeforeLeaving);
  return isThere;
}

function takeBack(dismissal: Dismissal): void {
  if (!end(dismissal)) return;
  hide(dismissal.connection, [], [...dismissal.messages, ...dismissal.keys]);
  announce(texts.alerts.tookBack(dismissal.messages.length + dismissal.keys.length));
}

async function send(dismissal: Dismissal): Promise<void> {
  if (!end(dismissal)) return;
  const { connection, messages, keys } = dismissal;
  forget(connection, new Set(keys));
  if (messages.length === 0) return;
  const refusals = await destroyMessages(connection, messages);
  const stayed = refusals.reduce((sum, { count }) => sum + count, 0);
  if (stayed === 0) return;
  hide(connection, [], messages);
  await tellRefusals(connection, texts.alerts.dismissFailed(stayed), refusals);
}

/** Notes in this browser that findings are dismissed. */
function forget(connection: Connection, keys: ReadonlySet<string>): void {
  const pool = only(readInventory(connection), 'pool')?.[1];
  if (keys.size === 0 || !pool) return;
  const place = keptAs(connection.id, pool.uuid);
  writeKept(place, withDismissed(readKept(place), keys));
  noteFound(connection, { alerts: foundIn(connection).alerts.filter(({ key }) => !keys.has(key)) });
  hide(connection, [], [...keys]);
}

/** What is gone from the pool needs no hiding any more. */
function hide(connection: Connection, add: readonly string[], remove: readonly string[]): void {
  const { leaving, alerts } = foundIn(connection);
  const inventory = readInventory(connection);
  const isThere = (ref: string): boolean =>
    row(inventory, 'message', ref) !== undefined || alerts.some(({ key }) => key === ref);
  const gone = new Set(remove);
  noteFound(connection, { leaving: new Set([...leaving, ...add].filter((ref) => !gone.has(ref) && isThere(ref))) });
}
