import { Download, FolderOpen } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { LabWorldFile } from '../../control/labs/lab';
import { useNavigate } from '../../features/navigation';
import { formatBytes } from '../../features/values';
import { Button } from '../../ui/actions/button';
import { saveFile } from '../../ui/files/save-file';
import { ConfirmDialog } from '../../ui/overlays/confirm-dialog';
import { usePool, usePoolState } from '../connections/pool-context';
import { worldActions } from '../simulator-bar/world-actions';
import styles from './labs.module.css';
import { texts } from './texts';

function fileOf({ name, content }: LabWorldFile): File {
  return new File([content], `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.xenia`);
}

/** The worlds of a run as the lab left them, to be opened in place of the present one or kept as files. */
export function WorldFiles({ worlds }: { readonly worlds: readonly LabWorldFile[] }) {
  const [asked, setAsked] = useState<LabWorldFile | null>(null);
  const { kind } = usePool();
  const simulator = usePoolState((state) => state.simulator);
  const isOpen = usePoolState((state) => state.world !== null);
  const navigate = useNavigate();
  const actions = useMemo(() => (simulator === null ? null : worldActions(simulator)), [simulator]);
  if (worlds.length === 0) return null;
  const reason =
    kind !== 'embedded' ? texts.worlds.noWorlds : actions === null || !isOpen ? texts.worlds.pending : null;
  const open = (world: LabWorldFile): void => {
    setAsked(null);
    void actions?.open([fileOf(world)]).then((isDone) => {
      if (isDone) navigate({ view: 'infrastructure', selection: [], tab: null });
    });
  };
  return (
    <section aria-labelledby="lab-worlds">
      <h2 id="lab-worlds" className={styles['sectionTitle']}>
        {texts.worlds.title}
        <span className={styles['sectionHint']}>{texts.worlds.hint}</span>
      </h2>
      <ul className={styles['worlds']}>
        {worlds.map((world) => (
          <li key={world.name} className={styles['world']}>
            <span className={styles['worldName']}>
              {world.name}
              <span className={styles['size']} data-numeric="">
                {formatBytes(world.content.size)}
              </span>
            </span>
            <Button
              size="small"
              icon={<FolderOpen />}
              aria-label={texts.worlds.openOf(world.name)}
              disabledReason={reason}
              onPress={() => setAsked(world)}
            >
              {texts.worlds.open}
            </Button>
            <Button
              size="small"
              variant="quiet"
              icon={<Download />}
              aria-label={texts.worlds.saveOf(world.name)}
              onPress={() => {
                const file = fileOf(world);
                saveFile(file.name, file);
              }}
            >
              {texts.worlds.save}
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          if (asked !== null) open(asked);
        }}
        title={texts.worlds.ask(asked?.name ?? '')}
        verb={texts.worlds.verb}
      >
        {texts.worlds.replaces}
      </ConfirmDialog>
    </section>
  );
}
