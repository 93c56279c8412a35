/**
 * The web worker's door. Page and client talk to it over ports:
 *
 *   page ──start──► worker: open or build the world ──ready──► page
 *   page ──port───► worker: one more pipe (the XenAPI client's own)
 *   page ──lab────► worker of its own: run one experiment ──figures──► page
 *   pipe ──http / control / abort──► PipeServer ──► WorldHost, or the tab that leads
 */
import type { LabRequest } from '../control/labs/lab';
import type { BootOptions, FromSimulator, ToSimulator, WorldInfo } from '../control/protocol';
import { PipeServer, type Backend, type Pipe } from './doors/backend';
import { ControlRefusal, toSentence } from './doors/control-refusal';
import { storageSentence } from './doors/saver';
import { WorldStore } from './doors/store';
import { answerFollowers, Follower, takeLead } from './doors/tabs';
import { WorldHost } from './doors/world-host';

/** The part of a worker's global scope that is used here; the DOM's types describe a window. */
interface Scope extends Pipe {
  onmessage: ((event: MessageEvent<ToSimulator>) => void) | null;
}

/** The page hears of changes at most this often. */
const TELL_MS = 250;

const scope = self as unknown as Scope;
let backend: Backend | null = null;
let lastTold = 0;
let telling: ReturnType<typeof setTimeout> | undefined;
let news: WorldInfo | null = null;

function tell(info: WorldInfo): void {
  news = info;
  telling ??= setTimeout(
    () => {
      telling = undefined;
      lastTold = performance.now();
      if (news !== null) say({ type: 'info', info: news });
    },
    Math.max(0, lastTold + TELL_MS - performance.now()),
  );
}

function say(message: FromSimulator): void {
  scope.postMessage(message);
}

function current(): Backend {
  if (backend === null) throw new ControlRefusal('The simulator is still opening its world.');
  return backend;
}

async function lead(options: BootOptions, store: WorldStore | null, reason?: string): Promise<WorldInfo> {
  let followers: { tell: (info: WorldInfo) => void } | null = null;
  const host = new WorldHost({
    store,
    ...(reason !== undefined && { reason }),
    onInfo: (info) => {
      tell(info);
      followers?.tell(info);
    },
  });
  await host.boot(options);
  backend = host;
  if (store !== null) {
    followers = answerFollowers(host);
    followers.tell(host.info());
  }
  return host.info();
}

async function start(options: BootOptions): Promise<WorldInfo> {
  if (!options.persist) return lead(options, null, 'This world is not kept: it was opened that way.');
  let store: WorldStore;
  try {
    store = await WorldStore.open();
  } catch (error) {
    return lead(options, null, storageSentence(error));
  }
  // A reload finds the lead still with the page before it: this tab follows for a moment, and then leads.
  return new Promise((resolve, reject) => {
    let follower: Follower | null = null;
    let isLeading = false;
    const leadLater = (): void => {
      isLeading = true;
      follower?.close();
      lead(follower === null ? options : { persist: true }, store).then((info) => {
        tell(info);
        resolve(info);
      }, reject);
    };
    const join = async (): Promise<void> => {
      if (await takeLead(leadLater)) return resolve(await lead(options, store));
      if (isLeading) return;
      follower = new Follower(tell);
      const info = await follower.greet();
      if (isLeading) return;
      backend = follower;
      resolve(info);
    };
    join().catch(reject);
  });
}

function fail(error: unknown): void {
  console.error(error);
  say({ type: 'failed', error: { message: toSentence(error) } });
}

async function experiment(request: LabRequest): Promise<void> {
  try {
    const { runLab } = await import('./labs/run');
    const result = await runLab(request, (progress) => say({ type: 'lab-progress', progress }));
    say({ type: 'lab-result', result });
  } catch (error) {
    console.error(error);
    say({ type: 'lab-failed', message: toSentence(error) });
  }
}

const own = new PipeServer(scope, current);

scope.onmessage = ({ data }) => {
  if (data.type === 'start') {
    start(data.boot).then((info) => say({ type: 'ready', info }), fail);
  } else if (data.type === 'port') {
    const { port } = data;
    const server = new PipeServer(port, current);
    port.onmessage = ({ data: message }: MessageEvent<ToSimulator>) => server.receive(message);
  } else if (data.type === 'lab') {
    void experiment(data.request);
  } else {
    own.receive(data);
  }
};
