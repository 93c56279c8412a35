import { Microscope } from 'lucide-react';
import { useNavigation } from '../../features/navigation';
import { Button } from '../../ui/actions/button';
import { focusWorkspace } from '../layout/focus-workspace';
import { setShell, useShell } from '../shell-store';
import { texts } from './texts';

/** Leads to the labs, and out of them again. */
export function LabsButton({ narrow }: { readonly narrow: boolean }) {
  const { state, navigate } = useNavigation();
  const narrowPane = useShell((shell) => shell.narrowPane);
  const isOpen = state.lab !== null && (!narrow || narrowPane === 'workspace');
  return (
    <Button
      variant="quiet"
      size="small"
      icon={narrow ? undefined : <Microscope />}
      pressed={isOpen}
      tooltip={texts.labs.hint}
      onPress={() => {
        if (isOpen) navigate({ lab: null });
        else if (state.lab === null) navigate({ lab: '' });
        setShell({ narrowPane: 'workspace' });
        focusWorkspace();
      }}
    >
      {texts.labs.open}
    </Button>
  );
}
