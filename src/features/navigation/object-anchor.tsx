import type { MouseEvent, ReactNode } from 'react';
import { useNavigation } from './context';
import type { ObjectId } from './object-id';
import type { ViewState } from './view-state';

/** A link that selects an object. It can be copied and opened in a new window like any other. */
export function ObjectAnchor({
  id,
  children,
  className,
  tabIndex,
}: {
  readonly id: ObjectId;
  readonly children: ReactNode;
  readonly className?: string;
  /** -1 where the keyboard has another way, as in a grid, which is one tab stop. */
  readonly tabIndex?: number;
}) {
  const { state, navigate, href } = useNavigation();
  const patch: Partial<ViewState> = {
    // From the notifications an object is shown where it stands; other views stay.
    view: state.view === 'notifications' ? 'infrastructure' : state.view,
    selection: [id],
    tab: null,
    gridFilter: '',
  };
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(patch);
  };
  return (
    <a
      href={href(patch)}
      onClick={follow}
      draggable={false}
      {...(className === undefined ? {} : { className })}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    >
      {children}
    </a>
  );
}
