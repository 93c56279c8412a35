import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../testing/axe';
import { mount } from '../testing/mount';
import { startDesignLanguage } from '../theme/theme';
import { GalleryPage } from './gallery-page';

afterEach(() => {
  delete document.documentElement.dataset['theme'];
  delete document.documentElement.dataset['density'];
});

describe('every widget together', () => {
  it.each([
    ['light', 'compact', 1280],
    ['dark', 'cosy', 1280],
    ['dark', 'compact', 390],
  ])('has nothing that axe objects to: %s, %s, %i px', async (theme, density, widthPx) => {
    startDesignLanguage();
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.dataset['density'] = density;
    await page.viewport(widthPx, 800);
    const box = mount(<GalleryPage />, { width: '100%', height: '100%' });
    await expect.element(page.getByRole('heading', { name: 'Design language' })).toBeVisible();
    expect(await accessibilityProblems(box)).toEqual([]);
  });

  it('fits a window of 390 px without scrolling sideways', async () => {
    await page.viewport(390, 800);
    const box = mount(<GalleryPage />, { width: '100%', height: '100%' });
    await expect.element(page.getByRole('heading', { name: 'Design language' })).toBeVisible();
    expect((box.firstElementChild as HTMLElement).scrollWidth).toBeLessThanOrEqual(390);
  });
});
