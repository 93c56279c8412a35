import { useEffect, useRef, useSyncExternalStore } from 'react';
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { Button, IconButton } from '../actions/button';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import { dismissToast, getToasts, subscribeToasts } from './toast-queue';
import type { ToastEntry } from './toast-queue';
import styles from './toast.module.css';

const ICONS = { ok: CircleCheck, info: Info, warning: TriangleAlert, danger: CircleAlert };

/**
 * Where toasts appear; mount exactly one. It is a polite live region and a landmark that keyboard users reach; none goes
 * while one of them is hovered or focused.
 */
export function ToastRegion() {
  const toasts = useSyncExternalStore(subscribeToasts, getToasts);
  return (
    <section
      aria-label={uiTexts.notifications}
      aria-live="polite"
      aria-relevant="additions text"
      className={styles['region']}
    >
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastView({ toast }: { toast: ToastEntry }) {
  const { id, durationMs } = toast;
  const count = toast.actions?.length ?? 0;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const leave = () => {
      if (box.current?.parentElement?.matches(':hover, :focus-within')) timer = setTimeout(leave, durationMs);
      else dismissToast(id);
    };
    let timer = setTimeout(leave, durationMs);
    return () => clearTimeout(timer);
  }, [id, durationMs]);
  const Icon = ICONS[toast.tone];
  return (
    <div ref={box} className={classNames(styles['toast'], styles[toast.tone])}>
      <Icon size={16} className={styles['icon']} aria-hidden="true" />
      <div className={styles['words']}>
        <div className={styles['title']}>{toast.title}</div>
        {toast.detail === undefined ? null : <div className={styles['detail']}>{toast.detail}</div>}
        {count > 1 ? (
          <div className={styles['actions']}>
            <Actions toast={toast} />
          </div>
        ) : null}
      </div>
      {count === 1 ? <Actions toast={toast} /> : null}
      <IconButton label={uiTexts.dismiss} tooltip={null} size="small" icon={<X />} onPress={() => dismissToast(id)} />
    </div>
  );
}

function Actions({ toast: { id, actions } }: { toast: ToastEntry }) {
  return actions?.map(({ label, onAction, disabledReason }) => (
    <Button
      key={label}
      size="small"
      disabledReason={disabledReason}
      onPress={() => {
        onAction();
        dismissToast(id);
      }}
    >
      {label}
    </Button>
  ));
}
