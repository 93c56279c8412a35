import { Button } from '../../ui/actions/button';
import { CopyDetails } from '../../ui/parts/copy-details';
import { Problem } from '../../ui/parts/problem';
import { texts } from '../texts';
import { usePool } from './pool-context';
import type { SimulatorStop } from './simulator-handle';

/** The simulated pool did not open: nothing to show, three ways on. */
export function StartProblem({ stop }: { readonly stop: SimulatorStop }) {
  const session = usePool();
  return (
    <main>
      <Problem
        title={texts.stopped.atStart}
        actions={
          <>
            <Button variant="primary" onPress={() => session.restart('kept')}>
              {texts.stopped.tryAgain}
            </Button>
            <Button onPress={() => session.restart('fresh')}>{texts.stopped.fresh}</Button>
            <CopyDetails details={`${stop.message}\n${stop.details}`} />
          </>
        }
      >
        <p>{stop.message}</p>
        <p>{texts.stopped.freshHint}</p>
      </Problem>
    </main>
  );
}
