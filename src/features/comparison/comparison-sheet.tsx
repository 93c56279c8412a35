import { PrintSheet } from '../../ui/print/print-sheet';
import type { Change } from './engine/model';
import { classLabel, grouped } from './found';
import { texts } from './texts';

interface ComparisonSheetProps {
  readonly title: string;
  readonly about: string;
  readonly changes: readonly Change[];
}

/** The differences on paper: all that are shown, by object. */
export function ComparisonSheet({ title, about, changes }: ComparisonSheetProps) {
  const { change, what, field, before, after } = texts.paper;
  return (
    <PrintSheet>
      {() => (
        <>
          <h1>{title}</h1>
          <p>{about}</p>
          {grouped(changes).map((group) => (
            <section key={group.key}>
              <h2>{texts.object(group.name, classLabel(group.cls))}</h2>
              <table>
                <thead>
                  <tr>
                    {[change, what, field, before, after].map((header) => (
                      <th key={header} scope="col">
                        {header}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>{group.changes.flatMap(rowsOf)}</tbody>
              </table>
            </section>
          ))}
        </>
      )}
    </PrintSheet>
  );
}

/** A row for each field that changed, one for what came or went. */
function rowsOf({ kind, cls, uuid, name, fields }: Change) {
  const told = fields.length === 0 ? [{ field: '', before: '', after: '' }] : fields;
  return told.map(({ field, before, after }) => (
    <tr key={`${cls} ${uuid} ${field}`}>
      <td>{texts[kind]}</td>
      <td>{texts.object(name, classLabel(cls))}</td>
      <td>{field}</td>
      <td>{before}</td>
      <td>{after}</td>
    </tr>
  ));
}
