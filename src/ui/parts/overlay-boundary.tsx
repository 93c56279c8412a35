import { Suspense, useId, useState } from 'react';
import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { showToast } from '../feedback/toast-queue';
import { uiTexts } from '../texts';
import { isMissingPart } from './missing-part';
import { renewMissing } from './part';

export interface OverlayBoundaryProps {
  /** What is asked for; a change of it tries again. */
  readonly asked?: unknown;
  /** Takes back what was asked for: nothing waits for what does not come. */
  readonly onFail?: () => void;
  /** Asks for the same again, where it was taken back. */
  readonly onAgain?: () => void;
  /** What stands there while it arrives. */
  readonly arriving?: ReactNode;
  readonly children: ReactNode;
}

/** Keeps a dialog, or whatever else is shown above or beside the page, from taking the page along: a toast tells. */
export function OverlayBoundary({ asked, onFail, onAgain, arriving = null, children }: OverlayBoundaryProps) {
  const [attempt, setAttempt] = useState(0);
  const key = useId();
  const tell = (error: unknown): void => {
    renewMissing();
    const isMissing = isMissingPart(error);
    showToast({
      tone: 'danger',
      title: isMissing ? uiTexts.parts.missing : uiTexts.parts.failedOverlay,
      detail: isMissing ? uiTexts.parts.missingBody : uiTexts.parts.failedOverlayBody,
      actions: [{ label: uiTexts.parts.tryAgain, onAction: onAgain ?? (() => setAttempt(attempt + 1)) }],
      key,
    });
    onFail?.();
  };
  return (
    <ErrorBoundary resetKeys={[asked, attempt]} onError={tell} fallbackRender={() => arriving}>
      <Suspense fallback={arriving}>{children}</Suspense>
    </ErrorBoundary>
  );
}
