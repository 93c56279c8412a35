import { useCallback } from 'react';
import { useNavigate } from '../navigation';
import type { ObjectId } from '../navigation';

/** Goes to an object where it stands in the infrastructure; nowhere without one. */
export function useGoTo(): (id: ObjectId | undefined) => void {
  const navigate = useNavigate();
  return useCallback(
    (id) => {
      if (id) navigate({ view: 'infrastructure', selection: [id], tab: null, gridFilter: '', look: '' });
    },
    [navigate],
  );
}
