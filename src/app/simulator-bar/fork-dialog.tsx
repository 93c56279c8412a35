import { useState } from 'react';
import type { WorldInfo } from '../../control/protocol';
import { Button } from '../../ui/actions/button';
import { TextField } from '../../ui/forms/text-field';
import { Dialog } from '../../ui/overlays/dialog';
import { texts } from './texts';
import { useWorlds } from './use-worlds';
import type { WorldActions } from './world-actions';
import { worldTitle } from './world-title';

/** Names the copy in which to go on. */
export function ForkDialog(props: {
  readonly world: WorldInfo;
  readonly actions: WorldActions;
  readonly onClose: () => void;
}) {
  const { world, actions, onClose } = props;
  const worlds = useWorlds(world.name);
  const [name, setName] = useState(() => texts.fork.suggestion(worldTitle(world.name, world.source)));
  const [asked, setAsked] = useState(false);
  const trimmed = name.trim();
  const problem =
    trimmed === '' ? texts.fork.wanted : worlds.some((other) => other.name === trimmed) ? texts.fork.taken : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.fork.title}
      size="small"
      onSubmit={() => {
        setAsked(true);
        if (problem !== null) return;
        onClose();
        void actions.fork(trimmed);
      }}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary">
            {texts.fork.verb}
          </Button>
        </>
      }
    >
      <TextField
        label={texts.fork.name}
        value={name}
        onChange={setName}
        autoFocus
        hint={texts.fork.hint}
        error={asked ? problem : null}
      />
    </Dialog>
  );
}
