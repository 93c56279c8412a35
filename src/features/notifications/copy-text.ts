import { writeClipboard } from '../../ui/clipboard';
import { announce } from '../../ui/feedback/live-region';
import { showToast } from '../../ui/feedback/toast-queue';
import { texts } from './texts';

/** Puts text on the clipboard and says so, or that the browser refused. */
export function copyText(text: string): void {
  void writeClipboard(text).then((isDone) => {
    if (isDone) announce(texts.copied);
    else showToast({ tone: 'warning', title: texts.notCopied, key: 'copied' });
  });
}
