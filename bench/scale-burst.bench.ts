import type { Page } from 'playwright';
import { withConsole, type ConsoleVisit, type Figure, type Run } from './harness';
import { openScale } from './console-page';

const SECONDS = 30;
const CHANGES_A_SECOND = 500;
/** One change of so many renames a VM, which moves its row; the others change its description. */
const RENAME_EVERY = 10;

/** Half a thousand changes of VMs a second, by another client of the pool, while the page shows the whole pool. */
export const run: Run = () =>
  withConsole(async (visit) => [
    ...(await burst('tree as it opens', await visit(), false)),
    ...(await burst('tree fully expanded', await visit(), true)),
  ]);

async function burst(situation: string, visit: ConsoleVisit, expanded: boolean): Promise<readonly Figure[]> {
  const { page, heapBytes, mainThreadMs } = visit;
  await openScale(visit, { expanded });
  if (expanded) await page.locator('[role=treeitem][aria-level="1"]').click();
  // A first second brings everything into being that only changes make.
  await change(page, 1);
  const heapBefore = await heapBytes();
  const cpuBefore = await mainThreadMs();
  let done = 0;
  const { mainTasks } = await visit.trace(async () => {
    done = await change(page, SECONDS);
  });
  const cpuMs = (await mainThreadMs()) - cpuBefore;
  const growthMb = ((await heapBytes()) - heapBefore) / 1e6;
  await page.context().close();
  const what = `Scale, ${situation}: ${(done / SECONDS).toFixed(0)} VM changes a second for ${SECONDS} s`;
  return [
    { what: `${what}: longest main-thread task`, value: mainTasks[0] ?? NaN, unit: 'ms CPU', limit: 50 },
    { what: 'the same: main thread busy', value: cpuMs / SECONDS / 10, unit: '%' },
    { what: 'the same: heap growth', value: growthMb, unit: 'MB', limit: 20 },
  ];
}

/**
 * Lets a second client, inside the simulator's worker, change VMs through the XenAPI; the page's main thread has no
 * part in it. Answers how many changes were made.
 */
async function change(page: Page, seconds: number): Promise<number> {
  for (const worker of page.workers()) {
    const name = await worker.evaluate(() => self.name);
    if (name !== 'xenia-simulator') continue;
    return worker.evaluate(
      async ([length, rate, renameEvery]) => {
        const { port1, port2 } = new MessageChannel();
        const waiting = new Map<number, (body: string) => void>();
        port1.onmessage = ({ data }: MessageEvent<{ id: number; response: { body: string } }>) => {
          waiting.get(data.id)?.(data.response.body);
          waiting.delete(data.id);
        };
        // The door of a second client, as the page would hand it over.
        self.dispatchEvent(new MessageEvent('message', { data: { type: 'port', port: port2 } }));
        let lastId = 0;
        const call = (method: string, params: readonly unknown[]): Promise<unknown> => {
          const id = (lastId += 1);
          const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
          const request = { method: 'POST', path: '/jsonrpc', headers: { 'content-type': 'application/json' }, body };
          port1.postMessage({ type: 'http', id, request });
          return new Promise((resolve, reject) => {
            waiting.set(id, (text) => {
              const reply = JSON.parse(text) as { result?: unknown; error?: unknown };
              if (reply.error === undefined) resolve(reply.result);
              else reject(new Error(`${method}: ${JSON.stringify(reply.error)}`));
            });
          });
        };
        const session = await call('session.login_with_password', ['root', 'password']);
        const filter = 'field "is_a_template" = "false" and field "is_control_domain" = "false"';
        const vms = (await call('VM.get_all_where', [session, filter])) as readonly string[];
        let made = 0;
        const startMs = performance.now();
        const changes: Promise<unknown>[] = [];
        for (let nowMs = startMs; nowMs < startMs + length * 1000; nowMs = performance.now()) {
          for (; made < ((nowMs - startMs) / 1000) * rate; made += 1) {
            const vm = vms[(made * 7919) % vms.length];
            const isRename = made % renameEvery === 0;
            const method = isRename ? 'VM.set_name_label' : 'VM.set_name_description';
            changes.push(call(method, [session, vm, `${isRename ? 'renamed' : 'changed'} ${made}`]));
          }
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        await Promise.all(changes);
        await call('session.logout', [session]);
        return made;
      },
      [seconds, CHANGES_A_SECOND, RENAME_EVERY] as const,
    );
  }
  throw new Error('There is no worker xenia-simulator');
}
