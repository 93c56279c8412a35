import { useCallback, useState } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { OverlayBoundary } from '../../ui/parts/overlay-boundary';
import { part } from '../../ui/parts/part';
import { OfPool } from '../connections';
import { useNavigation } from '../navigation';
import type { OpenWizard } from '../navigation';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { useCommandTable } from './command-table';
import { COMMAND_CLASSES } from './command-toolbar';
import { useCommandRequest } from './requests';
import { targetsOf } from './target';

const CommandDialog = part(async () => (await import('./dialog/command-dialog')).CommandDialog);
const WizardDialog = part(async () => (await import('./wizard/wizard-dialog')).WizardDialog);

/** Where commands ask and show themselves at work; the shell mounts exactly one. */
export function CommandHost() {
  const request = useCommandRequest((state) => state.request);
  const close = useCommandRequest((state) => state.close);
  const open = useCommandRequest((state) => state.open);
  const { navigate, state } = useNavigation();
  const { wizard } = state;
  const wizardKey = wizard && `${wizard.command} ${wizard.object.ref}`;
  return (
    <>
      <OverlayBoundary asked={request?.id} onFail={close} onAgain={() => request && open(request)}>
        {request === null ? null : (
          <OfPool id={request.connection.id}>
            <CommandDialog key={request.id} request={request} onClose={close} />
          </OfPool>
        )}
      </OverlayBoundary>
      <OverlayBoundary
        asked={wizardKey}
        onFail={() => navigate({ wizard: null }, { replace: true })}
        onAgain={() => navigate({ wizard })}
      >
        {wizard === null ? null : (
          <OfPool id={wizard.object.connection}>
            <WizardHost key={wizardKey} wizard={wizard} />
          </OfPool>
        )}
      </OverlayBoundary>
    </>
  );
}

/** The wizard that the URL names, as soon as its command and its object are there. */
function WizardHost({ wizard }: { readonly wizard: OpenWizard }) {
  const connection = useConnection();
  const { navigate } = useNavigation();
  const { object } = wizard;
  const command = useCommandTable().find((each) => each.id === wizard.command);
  const select = useCallback(
    (inventory: Inventory) => (object.connection === connection.id ? targetsOf(inventory, [object])[0] : undefined),
    [object, connection],
  );
  const found = useDerived(COMMAND_CLASSES, select, (a, b) => a?.ref === b?.ref && a?.name === b?.name);
  const [target, setTarget] = useState(found);
  // What the work has taken away is still what its result is about.
  if (found !== undefined && found !== target) setTarget(found);
  if (command?.type !== 'pool' || command.steps === undefined || target === undefined) return null;
  return (
    <WizardDialog
      command={command}
      steps={command.steps}
      target={target}
      connection={connection}
      step={wizard.step}
      // The steps of a wizard are no places to come back to; the wizard is one.
      onStep={(step) => navigate({ wizard: { ...wizard, step } }, { replace: true })}
      onClose={() => navigate({ wizard: null })}
    />
  );
}
