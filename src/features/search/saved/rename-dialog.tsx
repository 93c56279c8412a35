import { useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { TextField } from '../../../ui/forms/text-field';
import { Dialog } from '../../../ui/overlays/dialog';
import { texts } from '../texts';

interface RenameDialogProps {
  readonly name: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

export function RenameDialog({ name, onRename, onClose }: RenameDialogProps) {
  const [text, setText] = useState(name);
  const reason = text.trim() === '' ? texts.saved.noName : null;
  const submit = (): void => {
    if (reason !== null) return;
    onRename(text.trim());
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.saved.renameTitle(name)}
      size="small"
      onSubmit={submit}
      footer={
        <Button type="submit" variant="primary" disabledReason={reason}>
          {texts.saved.renameVerb}
        </Button>
      }
    >
      <TextField label={texts.saved.name} value={text} onChange={setText} autoFocus required />
    </Dialog>
  );
}
