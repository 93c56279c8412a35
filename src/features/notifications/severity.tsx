import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GlyphKind } from '../../ui/glyphs/kinds';
import { texts } from './texts';

/** Unknown severities look like information: nobody said that they are more. */
const GLYPHS: readonly GlyphKind[] = [
  'alert-info',
  'alert-critical',
  'alert-error',
  'alert-warning',
  'alert-recovered',
  'alert-info',
];

/** From the worst to what the pool did not say. */
export const SEVERITIES: readonly number[] = [1, 2, 3, 4, 5, 0];

export function severityWord(severity: number): string {
  return texts.severities[severity] ?? texts.severities[0];
}

/** The sign of a severity; silent unless `isNamed`, because the word stands beside it. */
export function SeverityGlyph(props: {
  readonly severity: number;
  readonly sizePx?: number;
  readonly isNamed?: boolean;
}) {
  const { severity, sizePx = 16, isNamed = false } = props;
  return (
    <ObjectGlyph
      kind={GLYPHS[severity] ?? 'alert-info'}
      sizePx={sizePx}
      {...(isNamed ? { label: severityWord(severity) } : {})}
    />
  );
}
