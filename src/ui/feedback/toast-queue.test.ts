import { afterEach, describe, expect, it } from 'vitest';
import { dismissToast, getToasts, showToast } from './toast-queue';

const titles = (): string[] => getToasts().map((toast) => toast.title);

afterEach(() => {
  for (const toast of getToasts()) dismissToast(toast.id);
});

describe('the queue of toasts', () => {
  it('shows at most four and lets the oldest go', () => {
    for (const title of ['a', 'b', 'c', 'd', 'e']) showToast({ title });
    expect(titles()).toEqual(['b', 'c', 'd', 'e']);
  });

  it('replaces a toast by one with the same key', () => {
    showToast({ title: 'Starting', key: 'vm-1' });
    showToast({ title: 'Other' });
    showToast({ title: 'Started', key: 'vm-1' });
    expect(titles()).toEqual(['Other', 'Started']);
  });

  it('gives longer to problems, and to what can be undone', () => {
    showToast({ title: 'Failed', tone: 'danger' });
    showToast({ title: 'Done', tone: 'ok' });
    showToast({ title: 'Renamed', actions: [{ label: 'Undo', onAction: () => undefined }] });
    expect(getToasts().map((toast) => toast.durationMs)).toEqual([20_000, 5000, 10_000]);
  });
});
