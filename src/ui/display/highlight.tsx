import styles from './highlight.module.css';

/** Text with the parts that match a filter marked; `matches` are [start, end) in UTF-16 units, in order. */
export function Highlight(props: { text: string; matches: readonly (readonly [number, number])[] | undefined }) {
  const { text, matches } = props;
  if (matches === undefined || matches.length === 0) return text;
  return (
    <>
      {matches.map(([start, end], index) => (
        <span key={start}>
          {text.slice(matches[index - 1]?.[1] ?? 0, start)}
          <mark className={styles['match']}>{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(matches.at(-1)?.[1] ?? 0)}
    </>
  );
}
