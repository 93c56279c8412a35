import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Problem } from '../../ui/parts/problem';
import { texts } from '../texts';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <main>
      <Problem
        icon={<Compass />}
        title={texts.problems.notFoundTitle}
        actions={<Link to="/">{texts.problems.home}</Link>}
      >
        {texts.problems.notFoundBody}
      </Problem>
    </main>
  );
}
