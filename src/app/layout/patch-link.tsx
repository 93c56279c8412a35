import type { ComponentProps } from 'react';
import { useNavigation } from '../../features/navigation';
import type { ViewState } from '../../features/navigation';

/** A link to the present view with a change applied; with a modifier key the browser opens it its own way. */
export function PatchLink({
  patch,
  children,
  ...rest
}: Omit<ComponentProps<'a'>, 'href' | 'onClick'> & { readonly patch: Partial<ViewState> }) {
  const { navigate, href } = useNavigation();
  return (
    <a
      {...rest}
      href={href(patch)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        navigate(patch);
      }}
    >
      {children}
    </a>
  );
}
