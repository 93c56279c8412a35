import type { MouseEvent, ReactNode } from 'react';
import { useNavigation } from './context';
import type { ObjectId } from './object-id';
import type { ViewState } from './view-state';

interface AnchorProps {
  readonly children: ReactNode;
  readonly className?: string;
  /** -1 where the keyboard has another way, as in a grid, which is one tab stop. */
  readonly tabIndex?: number;
  /** It is what is shown. */
  readonly isCurrent?: boolean;
}

/** A link that goes somewhere in the console. It can be copied and opened in a new window like any other. */
export function ViewAnchor({
  to,
  children,
  className,
  tabIndex,
  isCurrent,
}: AnchorProps & { readonly to: Partial<ViewState> }) {
  const { navigate, href } = useNavigation();
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      href={href(to)}
      onClick={follow}
      draggable={false}
      {...(className === undefined ? {} : { className })}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      {...(isCurrent === true ? { 'aria-current': 'page' } : {})}
    >
      {children}
    </a>
  );
}

/** A link that selects an object. */
export function ObjectAnchor({ id, ...rest }: AnchorProps & { readonly id: ObjectId }) {
  const { state } = useNavigation();
  const to: Partial<ViewState> = {
    // From the notifications an object is shown where it stands; other views stay.
    view: state.view === 'notifications' ? 'infrastructure' : state.view,
    selection: [id],
    tab: null,
    gridFilter: '',
    look: '',
  };
  return <ViewAnchor to={to} {...rest} />;
}
