import type { WorldSource } from '../../control/protocol';
import type { Simulator } from '../simulator';

export const DEFAULT_SCENARIO = 'cambridge';

export async function buildWorld(_simulator: Simulator, _source: Extract<WorldSource, { kind: 'scenario' }>): Promise<void> {}
