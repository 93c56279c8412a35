import { answerer } from './answerer';
import type { ToComparer } from './messages';

// Reading and comparing the databases of large pools takes longer than a page may rest.
const answer = answerer();

self.addEventListener('message', ({ data }: MessageEvent<ToComparer>) => {
  void answer(data).then((message) => self.postMessage(message));
});
