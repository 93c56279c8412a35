import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mount } from '../testing/mount';
import { ToastRegion } from './toast';
import { dismissToast, getToasts, showToast } from './toast-queue';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  for (const { id } of getToasts()) dismissToast(id);
});

const undo = () => page.getByRole('button', { name: 'Undo' });
const show = (title: string) => showToast({ title, actions: [{ label: 'Undo', onAction: () => undefined }] });

describe('a toast', () => {
  it('goes after its time, but not while somebody is at it', async () => {
    mount(<ToastRegion />);
    show('Alert dismissed');
    await expect.element(undo()).toBeVisible();
    undo().element().focus();
    vi.advanceTimersByTime(60_000);
    await expect.element(undo()).toBeVisible();
    undo().element().blur();
    vi.advanceTimersByTime(10_000);
    await expect.element(undo()).not.toBeInTheDocument();
  });

  it('goes after its time where another went with its button that was pressed', async () => {
    mount(<ToastRegion />);
    show('First');
    await expect.element(undo()).toBeVisible();
    undo().element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('First')).not.toBeInTheDocument();
    show('Second');
    await expect.element(page.getByText('Second')).toBeVisible();
    vi.advanceTimersByTime(10_000);
    await expect.element(page.getByText('Second')).not.toBeInTheDocument();
  });
});
