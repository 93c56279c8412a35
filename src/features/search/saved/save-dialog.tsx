import { useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { Dialog } from '../../../ui/overlays/dialog';
import { Select } from '../../../ui/forms/select';
import { TextField } from '../../../ui/forms/text-field';
import { useConnection } from '../../../xapi/cache/connection-context';
import { readInventory } from '../../../xapi/cache/cache';
import { usePools } from '../../connections';
import { useNavigation } from '../../navigation';
import { parseLook } from '../look';
import type { Filter } from '../query/model';
import { texts } from '../texts';
import { writeSearch } from '../xencenter/write-search';
import { searchOf, viewOf } from './as-view';
import { newUuid } from './pool-searches';
import { useSearches } from './use-searches';
import styles from './saved.module.css';

interface SaveDialogProps {
  readonly filter: Filter | null;
  readonly onClose: () => void;
}

/** Keeps what the list shows as a search, for everybody who uses the pool, with XenCenter too. */
export function SaveDialog({ filter, onClose }: SaveDialogProps) {
  const { state, navigate } = useNavigation();
  const connection = useConnection();
  const pools = usePools().filter((pool) => pool.state === 'connected');
  const searches = useSearches();
  const look = parseLook(state.look);
  const open = searches.list.find(({ uuid }) => uuid === look.saved);
  const [name, setName] = useState(open?.name ?? '');
  const [pool, setPool] = useState([...(open?.kept.keys() ?? [])][0] ?? connection.id);
  const content = searchOf(state, filter, readInventory(pools.find(({ id }) => id === pool)?.connection ?? connection));
  const { isExact } = writeSearch({ ...content, uuid: '', name: '' });
  const taken = searches.list.find((each) => each.name === name.trim() && each.uuid !== open?.uuid);
  const reason =
    name.trim() === ''
      ? texts.saved.noName
      : taken === undefined
        ? searches.reason(pool)
        : texts.saved.taken(taken.name);

  const save = (uuid: string): void => {
    searches.save(pool, [{ ...content, uuid, name: name.trim() }], texts.saved.saving(name.trim()));
    // A search looks everywhere: what was below a selection is among its conditions now.
    navigate(viewOf({ ...content, uuid, name }));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={texts.saved.title}
      subtitle={texts.saved.subtitle}
      size="small"
      onSubmit={() => {
        if (reason === null) save(open?.uuid ?? newUuid());
      }}
      footer={
        <>
          {open === undefined ? null : (
            <Button disabledReason={reason} onPress={() => save(newUuid())}>
              {texts.saved.saveNew}
            </Button>
          )}
          <Button type="submit" variant="primary" disabledReason={reason}>
            {open === undefined ? texts.saved.save : texts.saved.update}
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <TextField label={texts.saved.name} value={name} onChange={setName} autoFocus required />
        {pools.length > 1 ? (
          <Select
            label={texts.saved.pool}
            value={pool}
            options={pools.map(({ id, name: label }) => ({ value: id, label }))}
            onChange={setPool}
          />
        ) : null}
        {isExact ? null : <p className={styles['note']}>{texts.saved.inexact}</p>}
      </div>
    </Dialog>
  );
}
