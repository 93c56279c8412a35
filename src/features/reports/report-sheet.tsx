import { PrintSheet } from '../../ui/print/print-sheet';
import { Rows } from './report-table';
import type { Section } from './report';

interface ReportSheetProps {
  readonly title: string;
  readonly taken: string;
  readonly sections: readonly Section[];
}

/** A report on paper: every row. */
export function ReportSheet({ title, taken, sections }: ReportSheetProps) {
  return (
    <PrintSheet>
      {() => (
        <>
          <h1>{title}</h1>
          <p>{taken}</p>
          {sections.map((section) => (
            <section key={section.id}>
              <h2>{section.title}</h2>
              <p>{section.about}</p>
              {section.rows.length === 0 ? (
                <p>{section.none}</p>
              ) : (
                <Rows section={section} most={Infinity} isLinked={false} />
              )}
            </section>
          ))}
        </>
      )}
    </PrintSheet>
  );
}
