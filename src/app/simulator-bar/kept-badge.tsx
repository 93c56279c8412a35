import { HardDrive, HardDriveDownload, Unplug, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PersistenceState, WorldInfo } from '../../control/protocol';
import { classNames } from '../../ui/class-names';
import { Tooltip } from '../../ui/overlays/tooltip';
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

/** Whether a reload keeps this world, and if not, why. */
export function KeptBadge({ world }: { readonly world: WorldInfo }) {
  const { icon, word, hint } = look(world.persistence, world.generation);
  return (
    <Tooltip text={hint} placement="top end">
      <span
        className={classNames(styles['kept'], world.persistence.kind === 'off' && styles['warning'])}
        tabIndex={0}
        role="note"
        aria-label={`${word}. ${hint}`}
      >
        <span aria-hidden="true">{icon}</span>
        <span className={styles['wide']}>{word}</span>
      </span>
    </Tooltip>
  );
}
