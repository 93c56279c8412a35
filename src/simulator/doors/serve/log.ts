import { LOG_LEVELS, type LogLevel } from './options';

/** Writes one JSON line for each thing that happened. Never holds credentials: no bodies, no queries. */
export interface Log {
  readonly isOn: (level: LogLevel) => boolean;
  readonly write: (level: Exclude<LogLevel, 'off'>, event: string, facts?: Readonly<Record<string, unknown>>) => void;
}

export function createLog(most: LogLevel, print: (line: string) => void, now: () => Date): Log {
  const isOn = (level: LogLevel): boolean => LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(most);
  return {
    isOn,
    write(level, event, facts = {}) {
      if (isOn(level)) print(`${JSON.stringify({ at: now().toISOString(), level, event, ...facts })}\n`);
    },
  };
}
