export interface ToastAction {
  label: string;
  onAction: () => void;
  /** Why it is not possible; absent or null: it is. */
  disabledReason?: string | null | undefined;
}

export interface Toast {
  tone?: 'ok' | 'info' | 'warning' | 'danger' | undefined;
  title: string;
  detail?: string | undefined;
  /** Buttons, e.g. Undo or Show events. */
  actions?: readonly ToastAction[] | undefined;
  /** A toast with the same key replaces the one before it. */
  key?: string | undefined;
}

export interface ToastEntry extends Toast {
  id: number;
  tone: 'ok' | 'info' | 'warning' | 'danger';
  /** How long it stays, while nobody points at it. */
  durationMs: number;
}

/** More would cover the page; the oldest goes first. */
const MOST_AT_ONCE = 4;
const PLAIN_MS = 5000;
const WITH_ACTION_MS = 10_000;
const PROBLEM_MS = 20_000;

let nextId = 1;
let toasts: readonly ToastEntry[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly ToastEntry[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/**
 * Shows a short message in the corner; returns its id. It goes after 5 s, after 10 s with an action, and after
 * 20 s where it tells of a problem: Events keeps those of the work.
 */
export function showToast(toast: Toast): number {
  const id = nextId++;
  const tone = toast.tone ?? 'info';
  const durationMs = tone === 'danger' ? PROBLEM_MS : toast.actions === undefined ? PLAIN_MS : WITH_ACTION_MS;
  const others = toasts.filter((each) => toast.key === undefined || each.key !== toast.key);
  publish([...others, { ...toast, id, tone, durationMs }].slice(-MOST_AT_ONCE));
  return id;
}

export function dismissToast(id: number): void {
  publish(toasts.filter((each) => each.id !== id));
}

export function getToasts(): readonly ToastEntry[] {
  return toasts;
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
