/** Words of the History tab. */
export const historyTexts = {
  historyOf: (name: string) => `History of ${name}`,
  about: 'Tasks and messages that the pool still has, and what changed while this console was open.',
  empty: 'Nothing has happened to it, as far as the pool remembers.',
  columns: { time: 'Time', kind: 'Kind', what: 'What', detail: 'Detail' },
  kinds: { task: 'Task', alert: 'Alert', event: 'Event', change: 'Change' },
  states: {
    waiting: 'Waiting',
    running: 'In progress',
    cancelling: 'Being cancelled',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  failedWith: (code: string) => `Failed: ${code}`,
  changed: (before: string, after: string) =>
    before === '' || before === '–' ? after : after === '–' ? `${before}: taken away` : `${before} → ${after}`,
} as const;
