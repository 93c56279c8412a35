import { useState } from 'react';
import type { ReactNode } from 'react';
import { LiveRegion } from '../feedback/live-region';
import { ToastRegion } from '../feedback/toast';
import { SegmentedControl } from '../forms/radio-group';
import { useDensity, useTheme } from '../theme/theme';
import type { Density, Theme } from '../theme/theme';
import { ActionsSection } from './actions-section';
import { ChartSection } from './chart-section';
import { ColourSection } from './colour-section';
import { DisplaySection } from './display-section';
import { FeedbackSection } from './feedback-section';
import { FormsSection } from './forms-section';
import { GlyphSection } from './glyph-section';
import { GridSection } from './grid-section';
import { OverlaySection } from './overlay-section';
import { TreeSection } from './tree-section';
import { TypeSection } from './type-section';
import styles from './gallery.module.css';

const SECTIONS: readonly { id: string; title: string; content: () => ReactNode }[] = [
  { id: 'colour', title: 'Colour', content: () => <ColourSection /> },
  { id: 'type', title: 'Type and space', content: () => <TypeSection /> },
  { id: 'glyphs', title: 'Object glyphs', content: () => <GlyphSection /> },
  { id: 'tree', title: 'Tree', content: () => <TreeSection /> },
  { id: 'grid', title: 'Grid', content: () => <GridSection /> },
  { id: 'actions', title: 'Actions', content: () => <ActionsSection /> },
  { id: 'forms', title: 'Fields and choices', content: () => <FormsSection /> },
  { id: 'overlays', title: 'Dialogs and palette', content: () => <OverlaySection /> },
  { id: 'display', title: 'Values and status', content: () => <DisplaySection /> },
  { id: 'charts', title: 'Charts', content: () => <ChartSection /> },
  { id: 'feedback', title: 'Messages and progress', content: () => <FeedbackSection /> },
];

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

const DENSITIES: readonly { value: Density; label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'cosy', label: 'Cosy' },
];

/** Every widget in its states, on one page with anchors; development and test builds mount it at /dev/gallery. */
export function GalleryPage() {
  const { theme, setTheme } = useTheme();
  const { density, setDensity } = useDensity();
  const [motionNote] = useState(() => window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  return (
    <div className={styles['page']}>
      <header className={styles['top']}>
        <h1 className={styles['name']}>Design language</h1>
        <div className={styles['switches']}>
          <SegmentedControl label="Theme" hideLabel options={THEMES} value={theme} onChange={setTheme} />
          <SegmentedControl label="Density" hideLabel options={DENSITIES} value={density} onChange={setDensity} />
        </div>
      </header>
      <div className={styles['columns']}>
        <nav aria-label="Sections" className={styles['nav']}>
          {SECTIONS.map((section) => (
            <a key={section.id} href={`#${section.id}`} className={styles['anchor']}>
              {section.title}
            </a>
          ))}
        </nav>
        <main className={styles['main']}>
          {motionNote ? <p className={styles['note']}>Motion is off: the system asks for less of it.</p> : null}
          {SECTIONS.map((section) => (
            <section
              key={section.id}
              id={section.id}
              aria-labelledby={`${section.id}-title`}
              className={styles['section']}
            >
              <h2 id={`${section.id}-title`} className={styles['title']}>
                {section.title}
              </h2>
              {section.content()}
            </section>
          ))}
        </main>
      </div>
      <ToastRegion />
      <LiveRegion />
    </div>
  );
}
