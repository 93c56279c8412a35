import type { Tone as BadgeTone } from '../../../ui/display/badge';
import type { Status, Tone } from '../../objects';
import type { Value } from '../section';

const TONES: Record<Tone, BadgeTone> = {
  good: 'ok',
  off: 'neutral',
  busy: 'info',
  warning: 'warning',
  bad: 'danger',
  neutral: 'neutral',
};

export function badgeTone(status: Status): BadgeTone {
  return status.state === 'suspended' ? 'asleep' : TONES[status.tone];
}

export function statusValue(status: Status | undefined): Value | null {
  return status ? { kind: 'status', tone: badgeTone(status), text: status.label } : null;
}
