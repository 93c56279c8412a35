import type { Socket } from 'node:net';

/**
 * Node hands an answer to the system as a list of texts: the head with the body, and an empty one that ends it. One text
 * takes a fifth less of a small call's time. What is not plain text goes its usual way.
 */
export function joinWrites(socket: Socket): void {
  const writeList = socket._writev?.bind(socket);
  if (writeList === undefined) return;
  socket._writev = (chunks, done) => {
    let text = '';
    for (const { chunk, encoding } of chunks as readonly { readonly chunk: unknown; readonly encoding: string }[]) {
      if (typeof chunk !== 'string' || encoding !== 'latin1') {
        writeList(chunks, done);
        return;
      }
      text += chunk;
    }
    socket._write(text, 'latin1', done);
  };
}
