import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../../ui/actions/button';
import { texts } from '../texts';
import { CopyDetails, describeError } from './copy-details';
import { Problem } from './problem';

/** Keeps a failure in one pane from taking the others along; a change of `resetKey` tries again. */
export function PaneBoundary({ resetKey, children }: { readonly resetKey: string; readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      resetKeys={[resetKey]}
      fallbackRender={({ error, resetErrorBoundary }) => (
        <Problem
          title={texts.problems.title}
          actions={
            <>
              <Button variant="primary" onPress={resetErrorBoundary}>
                {texts.problems.tryAgain}
              </Button>
              <CopyDetails details={describeError(error)} />
            </>
          }
        >
          {texts.problems.body}
        </Problem>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
