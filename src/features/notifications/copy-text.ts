import { announce } from '../../ui/feedback/live-region';
import { showToast } from '../../ui/feedback/toast-queue';
import { texts } from './texts';

/** Puts text on the clipboard and says so, or that the browser refused. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => announce(texts.copied),
    () => showToast({ tone: 'warning', title: texts.notCopied, key: 'copied' }),
  );
}
