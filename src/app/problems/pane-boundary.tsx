import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../../ui/actions/button';
import { texts } from '../texts';
import { CopyDetails, describeError } from './copy-details';
import { isMissingPart } from './missing-part';
import { Problem } from './problem';

/** Keeps a failure in one pane from taking the others along; a change of `resetKey` tries again. */
export function PaneBoundary({ resetKey, children }: { readonly resetKey: string; readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      resetKeys={[resetKey]}
      fallbackRender={({ error, resetErrorBoundary }) => {
        const isMissing = isMissingPart(error);
        return (
          <Problem
            title={isMissing ? texts.problems.missingTitle : texts.problems.title}
            actions={
              <>
                {isMissing ? (
                  <Button variant="primary" onPress={() => window.location.reload()}>
                    {texts.problems.reload}
                  </Button>
                ) : null}
                <Button variant={isMissing ? 'plain' : 'primary'} onPress={resetErrorBoundary}>
                  {texts.problems.tryAgain}
                </Button>
                <CopyDetails details={describeError(error)} />
              </>
            }
          >
            {isMissing ? texts.problems.missingBody : texts.problems.body}
          </Problem>
        );
      }}
    >
      {children}
    </ErrorBoundary>
  );
}
