import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { ToastRegion } from '../feedback/toast';
import { dismissToast, getToasts } from '../feedback/toast-queue';
import { mount } from '../testing/mount';
import { CopyButton } from './copy';

afterEach(() => {
  vi.restoreAllMocks();
  for (const { id } of getToasts()) dismissToast(id);
});

function copy(clipboard: Partial<Clipboard> | undefined): Promise<void> {
  vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(clipboard as Clipboard);
  mount(
    <>
      <CopyButton text="1ea5348e" name="UUID" />
      <ToastRegion />
    </>,
  );
  return page.getByRole('button', { name: 'Copy UUID' }).click();
}

it('copies a value', async () => {
  const written: string[] = [];
  await copy({ writeText: (text) => Promise.resolve(void written.push(text)) });
  await expect.poll(() => written).toEqual(['1ea5348e']);
  expect(getToasts()).toEqual([]);
});

it.each([
  ['asks a person, who refuses', { writeText: () => Promise.reject(new Error('no')) }],
  ['has none for a page without HTTPS', undefined],
])('says that it could not where the browser %s', async (_case, clipboard) => {
  await copy(clipboard);
  await expect.element(page.getByText('The browser did not allow copying.')).toBeVisible();
});
