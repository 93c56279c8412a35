import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../../ui/actions/button';
import { texts } from '../texts';
import { CopyDetails, describeError } from './copy-details';
import { Problem } from './problem';

/** The whole console has failed: nothing of it can be trusted any more, so the way on is a reload. */
export function RouteProblem({ error }: ErrorComponentProps) {
  return <ConsoleProblem error={error} />;
}

export function ConsoleProblem({ error }: { readonly error: unknown }) {
  return (
    <main>
      <Problem
        title={texts.problems.wholeTitle}
        actions={
          <>
            <Button variant="primary" onPress={() => window.location.reload()}>
              {texts.problems.reload}
            </Button>
            <CopyDetails details={describeError(error)} />
          </>
        }
      >
        {texts.problems.wholeBody}
      </Problem>
    </main>
  );
}
