import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A server in a process of its own, so that its CPU time is its own too. */
export interface ServerProcess {
  readonly url: string;
  /** CPU time so far, in milliseconds; NaN where the system does not tell. */
  readonly cpuMs: () => number;
  /** Memory that is resident, in MB; NaN where the system does not tell. */
  readonly residentMb: () => number;
  /** From the start of the process to the line with its address. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
}

/** Starts a Node program that prints its address. */
export async function startServer(args: readonly string[]): Promise<ServerProcess> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await addressOf(child);
  return {
    url,
    startMs: performance.now() - begun,
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    residentMb: () => residentMbOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const [url] = /http:\/\/[\d.:]+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}`)));
  });
}

/** Linux counts in hundredths of a second, fields 14 and 15 of stat. */
function cpuMsOf(pid: number): number {
  const fields = procFile(pid, 'stat')
    ?.replace(/^.*\) /, '')
    .split(' ');
  return fields === undefined ? NaN : (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentMbOf(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(procFile(pid, 'status') ?? '')?.[1];
  return kib === undefined ? NaN : Number(kib) / 1000;
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
