import { HardDrive, HardDriveDownload, Unplug, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PersistenceState, WorldInfo } from '../../control/protocol';
import { Button } from '../../ui/actions/button';
import { classNames } from '../../ui/class-names';
import { showToast } from '../../ui/feedback/toast-queue';
import styles from './simulator-bar.module.css';
import { texts } from './texts';

function look(state: PersistenceState, generation: number): { icon: ReactNode; word: string; hint: string } {
  switch (state.kind) {
    case 'leading':
      return state.savedGeneration < generation
        ? { icon: <HardDriveDownload />, word: texts.kept.saving, hint: texts.kept.keptHint }
        : { icon: <HardDrive />, word: texts.kept.kept, hint: texts.kept.keptHint };
    case 'following':
      return { icon: <Users />, word: texts.kept.following, hint: texts.kept.followingHint };
    case 'off':
      return { icon: <Unplug />, word: texts.kept.off, hint: texts.kept.offHint(state.reason) };
  }
}

/** Whether a reload keeps this world, and if not, why. A press says it in full, for fingers and screen readers. */
export function KeptBadge({ world }: { readonly world: WorldInfo }) {
  const { icon, word, hint } = look(world.persistence, world.generation);
  return (
    <Button
      variant="quiet"
      size="small"
      icon={icon}
      className={classNames(styles['kept'], world.persistence.kind === 'off' && styles['warning'])}
      aria-label={word}
      tooltip={hint}
      tooltipPlacement="top end"
      onPress={() => showToast({ title: word, detail: hint, key: 'kept' })}
    >
      <span className={styles['wide']}>{word}</span>
    </Button>
  );
}
