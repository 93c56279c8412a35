import type { ReactNode } from 'react';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import styles from './object-grid.module.css';

/** The name of an object with its glyph; long names end in dots. */
export function NameCell({ glyph, children }: { readonly glyph: GlyphSpec; readonly children: ReactNode }) {
  return (
    <span className={styles['name']}>
      <ObjectGlyph {...glyph} />
      <span className={styles['ellipsis']} dir="auto">
        {children}
      </span>
    </span>
  );
}
