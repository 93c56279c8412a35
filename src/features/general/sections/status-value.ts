import { statusBadgeTone } from '../../objects';
import type { Status } from '../../objects';
import type { Value } from '../section';

export function statusValue(status: Status | undefined): Value | null {
  return status ? { kind: 'status', tone: statusBadgeTone(status), text: status.label } : null;
}
