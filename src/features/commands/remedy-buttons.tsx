import { useEffect, useState } from 'react';
import { Button } from '../../ui/actions/button';
import type { Connection } from '../../xapi/client/contract';
import type { ErrorLike } from '../../xapi/errors/load';
import type { ObjectId } from '../navigation';
import type { Command } from './command';
import { findRemedies } from './find-remedies';
import type { Remedy } from './remedies';
import { useRunCommand } from './use-run-command';

export interface RemedyButtonsProps {
  readonly error: ErrorLike;
  readonly connection: Connection;
  /** What was refused, as far as it is known. */
  readonly command: Command | undefined;
  readonly object: ObjectId | null;
  /** Before a command begins. */
  readonly onPress?: () => void;
}

/** What can be clicked in answer to an error; nothing where nothing can. */
export function RemedyButtons({ error, connection, command, object, onPress }: RemedyButtonsProps) {
  const run = useRunCommand();
  const [remedies, setRemedies] = useState<readonly Remedy[]>([]);
  useEffect(() => {
    let isOver = false;
    const refused = { command, ids: object === null ? [] : [object] };
    void findRemedies(error, connection, refused).then((found) => {
      if (!isOver) setRemedies(found);
    });
    return () => {
      isOver = true;
    };
  }, [error, connection, command, object]);
  return remedies.map((each) => (
    <Button
      key={each.command.id}
      size="small"
      disabledReason={each.reason}
      onPress={() => {
        onPress?.();
        run(each.command, each.ids, undefined, each.byOther ? 'by other' : undefined);
      }}
    >
      {each.label}
    </Button>
  ));
}
