import { useState } from 'react';
import { Button } from '../actions/button';
import { TextField } from '../forms/text-field';
import { ObjectGlyph } from '../glyphs/object-glyph';
import { ConfirmDialog } from '../overlays/confirm-dialog';
import { Dialog } from '../overlays/dialog';
import { Palette } from '../overlays/palette';
import type { PaletteGroup } from '../overlays/palette-rows';
import { Tooltip } from '../overlays/tooltip';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const COMMANDS: PaletteGroup = {
  id: 'commands',
  label: 'Commands for build-agent-1',
  items: [
    { id: 'shutdown', label: 'Shut down', shortcut: 'Ctrl+E' },
    { id: 'migrate', label: 'Migrate to server…' },
    { id: 'start', label: 'Start', disabledReason: 'It is running already.' },
  ],
};

const OBJECTS: PaletteGroup = {
  id: 'objects',
  label: 'Objects',
  items: Array.from({ length: 70 }, (_, index) => ({
    id: `vm-${index}`,
    label: `build-agent-${index + 1}`,
    icon: <ObjectGlyph kind="vm" state={index % 3 === 0 ? 'halted' : 'running'} />,
    detail: 'Harbour / kestrel',
    matches: [[0, 5]] as const,
  })),
};

export function OverlaySection() {
  const [open, setOpen] = useState<string | null>(null);
  const [query, setQuery] = useState('');
  const close = (): void => setOpen(null);
  const contains = (text: string): boolean => text.toLowerCase().includes(query.toLowerCase());
  const groups = [COMMANDS, OBJECTS].map((group) => ({
    ...group,
    items: group.items.filter((item) => contains(item.label)),
  }));
  return (
    <Specimens>
      <Specimen name="Dialog, confirmations, palette, tooltip">
        <div className={styles['row']}>
          <Button onPress={() => setOpen('dialog')}>Dialog…</Button>
          <Button onPress={() => setOpen('confirm')}>Confirm…</Button>
          <Button onPress={() => setOpen('typed')}>Confirm by name…</Button>
          <Button onPress={() => setOpen('palette')}>Palette…</Button>
          <Tooltip text="Links can have tooltips too">
            <a href="#overlays">A link</a>
          </Tooltip>
        </div>
      </Specimen>
      <Dialog
        open={open === 'dialog'}
        onClose={close}
        title="Rename"
        subtitle="build-agent-1 on kestrel"
        onSubmit={close}
        footer={
          <>
            <Button onPress={close}>Cancel</Button>
            <Button variant="primary" type="submit">
              Rename
            </Button>
          </>
        }
      >
        <TextField label="Name" value="build-agent-1" onChange={() => undefined} autoFocus />
      </Dialog>
      <ConfirmDialog
        open={open === 'confirm'}
        onClose={close}
        onConfirm={close}
        title="Force 3 VMs to shut down?"
        verb="Force shutdown"
        danger
      >
        Their guests get no chance to save anything, as if the power had failed.
      </ConfirmDialog>
      <ConfirmDialog
        open={open === 'typed'}
        onClose={close}
        onConfirm={close}
        title="Delete erp-db?"
        verb="Delete VM"
        danger
        losses={['2 virtual disks, 320 GiB on NFS virtual disks', '4 snapshots, the newest from yesterday, 18:00']}
        typed={{ text: 'erp-db', label: 'Type erp-db to confirm', hint: 'Type the name of the VM first.' }}
      >
        This cannot be undone.
      </ConfirmDialog>
      <Palette
        open={open === 'palette'}
        onClose={close}
        label="Command palette"
        placeholder="Search objects and commands"
        query={query}
        onQueryChange={setQuery}
        groups={groups}
        onChoose={close}
        scope="build-agent-1"
        empty="Nothing found. Search looks at names, UUIDs and IP addresses."
        hints={[
          { keys: '↑ ↓', text: 'move' },
          { keys: 'Enter', text: 'open' },
          { keys: 'Esc', text: 'close' },
        ]}
      />
    </Specimens>
  );
}
