import { useState } from 'react';
import { ClipboardPaste } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { readClipboard } from '../../../ui/clipboard';
import { Select } from '../../../ui/forms/select';
import { TextField } from '../../../ui/forms/text-field';
import { Dialog } from '../../../ui/overlays/dialog';
import { createPreference, usePreference } from '../../../ui/theme/preference';
import { LAYOUT_IDS, LAYOUTS } from '../keys/layouts';
import { typingOf } from '../keys/typing';
import type { Typing } from '../keys/typing';
import { SHOWN_CHARACTERS, texts } from '../texts';
import styles from '../console.module.css';

const words = texts.pasteDialog;

/** A person's guests mostly have the same layout. */
const layoutPreference = createPreference('xenia.console.layout', LAYOUT_IDS);

const LONGEST_TEXT = 20_000;

export interface PasteDialogProps {
  readonly name: string;
  /** A screen takes keys, of which a keyboard has not all; a terminal takes text as it is. */
  readonly asKeys: boolean;
  readonly onClose: () => void;
  readonly onType: (text: string, typing: Typing) => void;
}

/** Asks for a text to be typed, and says beforehand what of it the guest's keyboard cannot write. */
export function PasteDialog({ name, asKeys, onClose, onType }: PasteDialogProps) {
  const [text, setText] = useState('');
  const [layout, setLayout] = usePreference(layoutPreference);
  const [isRefused, setIsRefused] = useState(false);
  const typing = typingOf(text, LAYOUTS[layout]);
  const untypable = asKeys ? typing.untypable : [];
  const problem = text === '' ? words.empty : asKeys && typing.strokes.length === 0 ? words.nothing : null;
  const take = (): void => {
    void readClipboard().then((taken) => {
      if (taken !== null) setText(taken.slice(0, LONGEST_TEXT));
      setIsRefused(taken === null);
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      subtitle={words.subtitle(name)}
      onSubmit={() => {
        if (problem === null) onType(text, typing);
      }}
      footer={
        <>
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button type="submit" variant="primary" disabledReason={problem}>
            {words.type}
          </Button>
        </>
      }
    >
      <div className={styles['paste']}>
        <TextField
          label={words.label}
          hint={isRefused ? words.clipboardRefused : words.hint}
          rows={6}
          monospace
          autoFocus
          value={text}
          onChange={(typed) => setText(typed.slice(0, LONGEST_TEXT))}
        />
        <Button size="small" icon={<ClipboardPaste size={16} />} onPress={take}>
          {words.clipboard}
        </Button>
        {asKeys ? (
          <Select
            label={words.layout}
            hint={words.layoutHint}
            value={layout}
            options={LAYOUT_IDS.map((each) => ({ value: each, label: texts.layouts[each] }))}
            onChange={setLayout}
          />
        ) : null}
        <p className={styles['warning']} role="status">
          {untypable.length === 0
            ? null
            : words.untypable(untypable.slice(0, SHOWN_CHARACTERS).map(nameOfCharacter).join(' '), untypable.length)}
        </p>
      </div>
    </Dialog>
  );
}

/** What cannot be seen is named by its number. */
function nameOfCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const isSeen = /[\p{L}\p{N}\p{P}\p{S}]/u.test(character);
  return isSeen ? character : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
