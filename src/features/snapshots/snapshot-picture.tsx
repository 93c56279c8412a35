import { useEffect, useState } from 'react';
import { Dialog } from '../../ui/overlays/dialog';
import { useConnection } from '../../xapi/cache/connection-context';
import { LARGEST_PICTURE_BYTES, pictureType, readSmallFile } from '../transfer';
import { texts } from './texts';
import styles from './snapshots.module.css';

/** What the screen showed when a snapshot with memory was taken; nothing where that was not kept or cannot be read. */
export function SnapshotPicture({ blob, name }: { readonly blob: string; readonly name: string }) {
  const connection = useConnection();
  const [address, setAddress] = useState<string | null>(null);
  const [isLarge, setLarge] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    let made: string | null = null;
    const load = async (): Promise<void> => {
      const file = await readSmallFile(connection, `/blob?ref=${blob}`, LARGEST_PICTURE_BYTES, gone.signal);
      const type = await pictureType(file);
      if (type === null || gone.signal.aborted) return;
      made = URL.createObjectURL(new Blob([file], { type }));
      setAddress(made);
    };
    // A picture is a comfort: a pool that has none says so in no words.
    load().catch(() => undefined);
    return () => {
      gone.abort();
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [blob, connection]);
  if (address === null) return null;
  const picture = <img src={address} alt={texts.picture(name)} />;
  return (
    <>
      <button type="button" className={styles['picture']} onClick={() => setLarge(true)}>
        {picture}
      </button>
      <Dialog open={isLarge} onClose={() => setLarge(false)} title={texts.picture(name)} size="large" footer={null}>
        <div className={styles['large']}>{picture}</div>
      </Dialog>
    </>
  );
}
