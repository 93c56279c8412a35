import { useEffect, useState, useSyncExternalStore } from 'react';
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { Button, IconButton } from '../actions/button';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import { dismissToast, getToasts, subscribeToasts } from './toast-queue';
import type { ToastEntry } from './toast-queue';
import styles from './toast.module.css';

const ICONS = { ok: CircleCheck, info: Info, warning: TriangleAlert, danger: CircleAlert };

/**
 * Where toasts appear; mount exactly one. It is a polite live region and a landmark that keyboard users reach; time
 * stands still while a toast is hovered or focused.
 */
export function ToastRegion() {
  const toasts = useSyncExternalStore(subscribeToasts, getToasts);
  const [held, setHeld] = useState(false);
  return (
    <section
      aria-label={uiTexts.notifications}
      aria-live="polite"
      aria-relevant="additions text"
      className={styles['region']}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusCapture={() => setHeld(true)}
      onBlurCapture={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} held={held} />
      ))}
    </section>
  );
}

function ToastView({ toast, held }: { toast: ToastEntry; held: boolean }) {
  const { id, durationMs } = toast;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(id), durationMs);
    return () => clearTimeout(timer);
  }, [id, durationMs, held]);
  const Icon = ICONS[toast.tone];
  return (
    <div className={classNames(styles['toast'], styles[toast.tone])}>
      <Icon size={16} className={styles['icon']} aria-hidden="true" />
      <div className={styles['words']}>
        <div className={styles['title']}>{toast.title}</div>
        {toast.detail === undefined ? null : <div className={styles['detail']}>{toast.detail}</div>}
      </div>
      {toast.action === undefined ? null : (
        <Button
          size="small"
          onPress={() => {
            toast.action?.onAction();
            dismissToast(id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label={uiTexts.dismiss} tooltip={null} size="small" icon={<X />} onPress={() => dismissToast(id)} />
    </div>
  );
}
