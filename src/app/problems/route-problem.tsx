import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../../ui/actions/button';
import { CopyDetails, describeError } from '../../ui/parts/copy-details';
import { isMissingPart } from '../../ui/parts/missing-part';
import { Problem } from '../../ui/parts/problem';
import { uiTexts } from '../../ui/texts';
import { texts } from '../texts';

/** The whole console has failed: nothing of it can be trusted any more, so the way on is a reload. */
export function RouteProblem({ error }: ErrorComponentProps) {
  return <ConsoleProblem error={error} />;
}

export function ConsoleProblem({ error }: { readonly error: unknown }) {
  const isMissing = isMissingPart(error);
  return (
    <main>
      <Problem
        title={isMissing ? uiTexts.parts.missing : texts.problems.wholeTitle}
        actions={
          <>
            <Button variant="primary" onPress={() => window.location.reload()}>
              {uiTexts.parts.reload}
            </Button>
            <CopyDetails details={describeError(error)} />
          </>
        }
      >
        {isMissing ? uiTexts.parts.missingBody : texts.problems.wholeBody}
      </Problem>
    </main>
  );
}
