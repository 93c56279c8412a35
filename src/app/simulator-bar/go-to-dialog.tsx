import { useState } from 'react';
import { Button } from '../../ui/actions/button';
import { TextField } from '../../ui/forms/text-field';
import { Dialog } from '../../ui/overlays/dialog';
import { usePool } from '../connections/pool-context';
import { texts } from './texts';
import { readTime, writeTime } from './time-input';
import type { WorldActions } from './world-actions';

const HOUR_MS = 3_600_000;

/** Asks for a time and moves the clock there; all that is due until then happens. */
export function GoToDialog({ actions, onClose }: { readonly actions: WorldActions; readonly onClose: () => void }) {
  const { clock } = usePool();
  const [text, setText] = useState(() => writeTime(clock.nowMs() + HOUR_MS));
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.goTo.title}
      size="small"
      onSubmit={() => {
        const nowMs = clock.nowMs();
        const timeMs = readTime(text, nowMs);
        if (timeMs === null) setProblem(texts.goTo.unreadable);
        else if (timeMs < nowMs) setProblem(texts.goTo.past);
        else {
          onClose();
          void actions.advanceTo(timeMs);
        }
      }}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary">
            {texts.goTo.verb}
          </Button>
        </>
      }
    >
      <TextField
        label={texts.goTo.label}
        value={text}
        onChange={(next) => {
          setText(next);
          setProblem(null);
        }}
        autoFocus
        hint={texts.goTo.hint}
        error={problem}
      />
    </Dialog>
  );
}
