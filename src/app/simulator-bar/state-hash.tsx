import { Fingerprint } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WorldInfo } from '../../control/protocol';
import { Button } from '../../ui/actions/button';
import { announce } from '../../ui/feedback/live-region';
import { useCopied } from '../layout/use-copied';
import styles from './simulator-bar.module.css';
import { texts } from './texts';
import type { WorldActions } from './world-actions';

/** A world has to rest so long before its hash is worth computing unasked. */
const REST_MS = 3000;

interface Known {
  readonly hash: string;
  readonly world: string;
  readonly generation: number;
}

/** The fingerprint of the whole state, shown short; a press copies it whole. */
export function StateHash({ world, actions }: { readonly world: WorldInfo; readonly actions: WorldActions }) {
  const [known, setKnown] = useState<Known | null>(null);
  const [copied, copy] = useCopied();
  const { name, generation } = world;
  const isCurrent = known !== null && known.world === name && known.generation === generation;

  useEffect(() => {
    if (isCurrent) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void actions.hashUnasked().then((hash) => {
        if (current && hash !== null) setKnown({ hash, world: name, generation });
      });
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [actions, isCurrent, name, generation]);

  const press = async () => {
    const hash = await actions.hash();
    if (hash === null) return;
    setKnown({ hash, world: name, generation });
    if (await copy(hash)) announce(texts.hash.copied);
  };

  return (
    <Button
      variant="quiet"
      size="small"
      className={styles['hash']}
      icon={<Fingerprint />}
      tooltip={copied ? texts.hash.copied : isCurrent ? texts.hash.copy(known.hash) : texts.hash.pending}
      tooltipPlacement="top end"
      aria-label={copied ? texts.hash.copied : isCurrent ? texts.hash.copy(known.hash) : texts.hash.pending}
      onPress={() => void press()}
    >
      <code>{isCurrent ? texts.hash.short(known.hash) : '#········'}</code>
    </Button>
  );
}
