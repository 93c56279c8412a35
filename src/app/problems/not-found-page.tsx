import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { texts } from '../texts';
import { Problem } from './problem';

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
