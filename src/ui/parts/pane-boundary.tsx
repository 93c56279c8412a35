import { useCallback, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../actions/button';
import { uiTexts } from '../texts';
import { CopyDetails, describeError } from './copy-details';
import { isMissingPart } from './missing-part';
import { renewMissing } from './part';
import { Problem } from './problem';

export interface PaneBoundaryProps {
  /** A change of it tries again. */
  readonly resetKey: string;
  /** The level of the headings in the pane. */
  readonly heading?: 'h1' | 'h2' | 'h3';
  readonly children: ReactNode;
}

/** Keeps a failure in one pane from taking the others along. */
export function PaneBoundary({ resetKey, heading = 'h1', children }: PaneBoundaryProps) {
  const wasAsked = useRef(false);
  const takeAsked = useCallback(() => {
    const asked = wasAsked.current;
    wasAsked.current = false;
    return asked;
  }, []);
  return (
    <ErrorBoundary
      resetKeys={[resetKey]}
      onError={renewMissing}
      onReset={({ reason }) => {
        wasAsked.current = reason === 'imperative-api';
      }}
      fallbackRender={({ error, resetErrorBoundary }) => (
        <PaneProblem error={error} heading={heading} takeAsked={takeAsked} onTryAgain={resetErrorBoundary} />
      )}
    >
      {children}
    </ErrorBoundary>
  );
}

interface PaneProblemProps {
  readonly error: unknown;
  readonly heading: 'h1' | 'h2' | 'h3';
  /** Whether it stands here again after somebody tried again. */
  readonly takeAsked: () => boolean;
  readonly onTryAgain: () => void;
}

function PaneProblem({ error, heading, takeAsked, onTryAgain }: PaneProblemProps) {
  const isMissing = isMissingPart(error);
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takeAsked()) again.current?.focus();
  }, [takeAsked]);
  const tryAgain = (): void => {
    // The button goes: Tab goes on from the pane that it stood in.
    again.current?.closest<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true });
    onTryAgain();
  };
  return (
    <Problem
      heading={heading}
      title={isMissing ? uiTexts.parts.missing : uiTexts.parts.failed}
      actions={
        <>
          <Button variant="primary" ref={again} onPress={tryAgain}>
            {uiTexts.parts.tryAgain}
          </Button>
          {isMissing ? <Button onPress={() => window.location.reload()}>{uiTexts.parts.reload}</Button> : null}
          <CopyDetails details={describeError(error)} />
        </>
      }
    >
      {isMissing ? uiTexts.parts.missingBody : uiTexts.parts.failedBody}
    </Problem>
  );
}
