import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../xapi/cache/connection-context';

/** Sessions are no objects that a pool tells of: it is asked now and then. */
const REFRESH_MS = 10_000;

/** Who has a session, by how the directory knows them; undefined: the role does not allow to ask. */
export function useLoggedIn(): ReadonlySet<string> | undefined {
  const connection = useConnection();
  const { data } = useQuery({
    queryKey: ['logged in', connection.id],
    queryFn: async () => await connection.call('session.get_all_subject_identifiers'),
    refetchInterval: REFRESH_MS,
    select: toSet,
  });
  return data;
}

const toSet = (ids: readonly string[]): ReadonlySet<string> => new Set(ids);
