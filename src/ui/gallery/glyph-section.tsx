import { GLYPH_KINDS, GLYPH_MARKS, GLYPH_STATES } from '../glyphs/kinds';
import type { GlyphKind } from '../glyphs/kinds';
import { ObjectGlyph } from '../glyphs/object-glyph';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const STATEFUL: readonly { kind: GlyphKind; name: string }[] = [
  { kind: 'vm', name: 'VM' },
  { kind: 'server', name: 'server' },
  { kind: 'pool', name: 'pool' },
  { kind: 'storage', name: 'storage' },
  { kind: 'virtual-disk', name: 'disk' },
  { kind: 'network', name: 'net' },
];

export function GlyphSection() {
  return (
    <Specimens>
      <Specimen name="Kinds at 16 px" wide>
        <div className={styles['glyphs']}>
          {GLYPH_KINDS.map((kind) => (
            <span key={kind} className={styles['glyph']}>
              <ObjectGlyph kind={kind} />
              {kind}
            </span>
          ))}
        </div>
      </Specimen>
      <Specimen name="States: inside the frame of a VM, in the corner of everything else" wide>
        <table className={styles['matrix']}>
          <thead>
            <tr>
              <th scope="col">state</th>
              {STATEFUL.map(({ kind, name }) => (
                <th key={kind} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {GLYPH_STATES.map((state) => (
              <tr key={state}>
                <th scope="row">{state}</th>
                {STATEFUL.map(({ kind, name }) => (
                  <td key={kind}>
                    <ObjectGlyph kind={kind} state={state} label={`${name}, ${state}`} />
                  </td>
                ))}
              </tr>
            ))}
            {GLYPH_MARKS.map((mark) => (
              <tr key={mark}>
                <th scope="row">{mark}</th>
                {STATEFUL.map(({ kind, name }) => (
                  <td key={kind}>
                    <ObjectGlyph kind={kind} mark={mark} label={`${name}, ${mark}`} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Specimen>
      <Specimen name="The same drawings at 24 and 32 px">
        <div className={styles['row']}>
          <ObjectGlyph kind="vm" state="running" sizePx={24} />
          <ObjectGlyph kind="server" mark="coordinator" sizePx={24} />
          <ObjectGlyph kind="storage" state="broken" sizePx={24} />
          <ObjectGlyph kind="vm" state="suspended" sizePx={32} />
          <ObjectGlyph kind="pool" sizePx={32} />
          <ObjectGlyph kind="storage" mark="default" sizePx={32} />
          <ObjectGlyph kind="network" sizePx={32} />
        </div>
      </Specimen>
    </Specimens>
  );
}
