import { useState } from 'react';
import { Button } from '../actions/button';
import { Badge, CountBadge, Tag } from '../display/badge';
import { CopyableText } from '../display/copy';
import { Kbd } from '../display/kbd';
import { Meter } from '../display/meter';
import { PropertyList } from '../display/property-list';
import { Sparkline } from '../display/sparkline';
import { Splitter } from '../layout/splitter';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const HISTORY = [12, 14, 11, 30, 42, 40, 38, null, null, 55, 61, 48, 44, 52, 70, 66, 58, 40, 36, 42];

export function DisplaySection() {
  const [sizePx, setSizePx] = useState(160);
  return (
    <Specimens>
      <Specimen name="Property list: sections fold, values copy" wide>
        <PropertyList
          sections={[
            {
              id: 'general',
              title: 'General',
              action: (
                <Button size="small" variant="quiet">
                  Edit…
                </Button>
              ),
              rows: [
                { id: 'name', name: 'Name', value: 'build-agent-1', copy: 'build-agent-1' },
                { id: 'description', name: 'Description', value: 'Builds the nightly images' },
                {
                  id: 'tags',
                  name: 'Tags',
                  value: (
                    <span className={styles['row']} style={{ gap: 4 }}>
                      <Tag>ci</Tag> <Tag>linux</Tag>
                    </span>
                  ),
                },
                { id: 'state', name: 'State', value: <Badge tone="ok">Running</Badge> },
                { id: 'host', name: 'Running on', value: <a href="#display">kestrel</a> },
                {
                  id: 'uuid',
                  name: 'UUID',
                  value: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
                  copy: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
                  monospace: true,
                },
              ],
            },
            {
              id: 'cpu',
              title: 'CPU and memory',
              rows: [
                { id: 'vcpus', name: 'Virtual CPUs', value: '4 (1 socket, 4 cores)' },
                {
                  id: 'memory',
                  name: 'Memory',
                  value: <Meter label="Memory" value={6.2} max={8} text="6.2 of 8 GiB" showText />,
                },
              ],
            },
          ]}
        />
      </Specimen>
      <Specimen name="Badges, tags, counts, keys">
        <div className={styles['row']}>
          <Badge tone="ok">Running</Badge>
          <Badge>Halted</Badge>
          <Badge tone="asleep">Suspended</Badge>
          <Badge tone="info">Migrating</Badge>
          <Badge tone="warning">Degraded</Badge>
          <Badge tone="danger">Broken</Badge>
        </div>
        <div className={styles['row']}>
          <Badge filled tone="ok">
            Running
          </Badge>
          <Badge filled>Halted</Badge>
          <Badge filled tone="info">
            Migrating
          </Badge>
          <Badge filled tone="warning">
            Degraded
          </Badge>
          <Badge filled tone="danger">
            Broken
          </Badge>
        </div>
        <div className={styles['row']}>
          <Tag>production</Tag>
          <Tag onRemove={() => undefined}>linux</Tag>
          <CountBadge count={7} />
          <CountBadge count={3} urgent label="3 alerts" />
          <CountBadge count={4200} urgent label="4,200 alerts" />
          <Kbd keys="Ctrl+K" />
          <Kbd keys="g v" />
        </div>
        <div className={styles['row']}>
          <CopyableText name="reference" text="OpaqueRef:7c9e6679" monospace />
        </div>
      </Specimen>
      <Specimen name="Meters and sparklines">
        <div className={styles['stack']}>
          <Meter label="Storage" value={412} max={1000} text="412 of 1,000 GiB" showText />
          <Meter label="Nearly full" tone="warning" value={88} max={100} text="88 %" showText marker={80} />
          <Meter label="Full" tone="danger" value={99} max={100} text="99 %" showText />
          <Meter
            label="Memory of kestrel"
            max={64}
            text="46 of 64 GiB"
            showText
            segments={[
              { value: 4, tone: 'neutral', label: 'Control domain, 4 GiB' },
              { value: 16, label: 'erp-db, 16 GiB' },
              { value: 18, label: 'build-agent-1, 18 GiB' },
              { value: 8, tone: 'asleep', label: 'Reserved, 8 GiB' },
            ]}
          />
          <div className={styles['row']}>
            <Sparkline values={HISTORY} max={100} label="CPU, now 42 %" /> 42 %
            <Sparkline
              values={HISTORY.toReversed()}
              max={100}
              widthPx={140}
              heightPx={24}
              label="Network, now 12 MB/s"
            />
            12 MB/s
          </div>
        </div>
      </Specimen>
      <Specimen name="Splitter: drag, arrow keys, double click">
        <div className={styles['split']}>
          <Splitter
            name="sample pane"
            sizePx={sizePx}
            onSizeChange={setSizePx}
            minPx={80}
            maxPx={240}
            defaultPx={160}
            pane={<div className={styles['fill']}>{sizePx} px</div>}
          >
            <div className={styles['fill']}>The rest</div>
          </Splitter>
        </div>
      </Specimen>
    </Specimens>
  );
}
