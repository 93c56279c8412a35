import { useRef, useState } from 'react';
import { FolderPlus, Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '../../../ui/actions/button';
import { Select } from '../../../ui/forms/select';
import type { Vocabulary } from '../query/complete';
import type { Filter } from '../query/model';
import { printFilter } from '../query/print';
import { texts } from '../texts';
import { ConditionRow } from './condition-row';
import { draftOf, filterOf, newCondition, newGroup, replaced } from './draft';
import type { Draft, DraftGroup } from './draft';
import styles from './builder.module.css';

interface QueryBuilderProps {
  readonly filter: Filter | null;
  readonly onChange: (filter: Filter | null) => void;
  readonly vocabulary: Vocabulary;
}

const MATCHES = ['all', 'any', 'none'] as const;

/** The conditions of a query, one a line, in groups: the same query as the text says. */
export function QueryBuilder({ filter, onChange, vocabulary }: QueryBuilderProps) {
  const [draft, setDraft] = useState(() => draftOf(filter));
  // What this builder itself has said comes back as text; anything else is somebody else's word.
  const said = useRef(filter);
  if (!isSame(filter, said.current)) {
    said.current = filter;
    setDraft(draftOf(filter));
  }
  const change = (next: DraftGroup): void => {
    setDraft(next);
    said.current = filterOf(next);
    onChange(said.current);
  };
  return (
    <div className={styles['builder']} role="region" aria-label={texts.builder.label}>
      <GroupBox
        group={draft}
        vocabulary={vocabulary}
        depth={0}
        onChange={change}
        onReplace={(id, by) => change(replaced(draft, id, by))}
        onRemove={null}
      />
    </div>
  );
}

function isSame(a: Filter | null, b: Filter | null): boolean {
  return a === b || (a !== null && b !== null && printFilter(a) === printFilter(b));
}

interface GroupBoxProps {
  readonly group: DraftGroup;
  readonly vocabulary: Vocabulary;
  readonly depth: number;
  readonly onChange: (group: DraftGroup) => void;
  readonly onReplace: (id: number, by: Draft | null) => void;
  readonly onRemove: (() => void) | null;
}

export function GroupBox({ group, vocabulary, depth, onChange, onReplace, onRemove }: GroupBoxProps) {
  const add = (draft: Draft): void => onChange({ ...group, of: [...group.of, draft] });
  return (
    <div className={styles['group']} role="group" aria-label={texts.builder.group(texts.builder.match[group.match])}>
      <div className={styles['head']}>
        <Select
          label={texts.builder.matchLabel}
          hideLabel
          value={group.match}
          options={MATCHES.map((value) => ({ value, label: texts.builder.match[value] }))}
          onChange={(match) => onChange({ ...group, match })}
        />
        <span className={styles['of']}>{texts.builder.of}</span>
        {onRemove === null ? null : (
          <IconButton label={texts.builder.removeGroup} size="small" icon={<Trash2 size={16} />} onPress={onRemove} />
        )}
      </div>
      {group.of.map((each) =>
        each.kind === 'group' ? (
          <GroupBox
            key={each.id}
            group={each}
            vocabulary={vocabulary}
            depth={depth + 1}
            onChange={(next) => onReplace(each.id, next)}
            onReplace={onReplace}
            onRemove={() => onReplace(each.id, null)}
          />
        ) : (
          <ConditionRow
            key={each.id}
            condition={each}
            vocabulary={vocabulary}
            onChange={(next) => onReplace(each.id, next)}
            onRemove={() => onReplace(each.id, null)}
          >
            {each.about === null ? null : (
              <GroupBox
                group={each.about}
                vocabulary={vocabulary}
                depth={depth + 1}
                onChange={(about) => onReplace(each.id, { ...each, about })}
                onReplace={onReplace}
                onRemove={null}
              />
            )}
          </ConditionRow>
        ),
      )}
      <div className={styles['adds']}>
        <Button size="small" variant="quiet" icon={<Plus size={14} />} onPress={() => add(newCondition('name'))}>
          {texts.builder.addCondition}
        </Button>
        {depth < 6 ? (
          <Button
            size="small"
            variant="quiet"
            icon={<FolderPlus size={14} />}
            onPress={() => add(newGroup([newCondition('name')], 'any'))}
          >
            {texts.builder.addGroup}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
