import { useId, useState } from 'react';
import { ArrowLeft, ArrowRight, Columns3, Pause, Play, Power, RotateCw, StepForward } from 'lucide-react';
import { Button, IconButton } from '../actions/button';
import { MenuButton } from '../actions/menu-button';
import { Toolbar, ToolbarSeparator } from '../actions/toolbar';
import { TabPanel, Tabs } from '../layout/tabs';
import { sampleMenu } from './sample-menu';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

const nothing = (): void => undefined;
const REASON = 'No server has enough free memory.';

export function ActionsSection() {
  const [tab, setTab] = useState('general');
  const [paused, setPaused] = useState(true);
  const idPrefix = useId();
  return (
    <Specimens>
      <Specimen name="Buttons: primary, plain, quiet, danger; small; disabled with a reason; running">
        {(['normal', 'small'] as const).map((size) => (
          <div key={size} className={styles['row']}>
            <Button size={size} variant="primary" onPress={nothing}>
              Start
            </Button>
            <Button size={size} onPress={nothing}>
              Shut down
            </Button>
            <Button size={size} variant="quiet" onPress={nothing}>
              Details
            </Button>
            <Button size={size} variant="danger" onPress={nothing}>
              Delete VM
            </Button>
          </div>
        ))}
        <div className={styles['row']}>
          <Button variant="primary" disabledReason={REASON}>
            Start
          </Button>
          <Button disabledReason={REASON}>Resume</Button>
          <Button variant="quiet" disabledReason={REASON}>
            Migrate
          </Button>
          <Button variant="primary" pending>
            Start
          </Button>
          <Button icon={<Columns3 />} onPress={nothing}>
            Columns
          </Button>
        </div>
      </Specimen>
      <Specimen name="Toolbar: one tab stop, arrows between buttons">
        <Toolbar label="VM">
          <IconButton label="Back" icon={<ArrowLeft />} onPress={nothing} />
          <IconButton label="Forward" icon={<ArrowRight />} disabledReason="You are at the newest place." />
          <ToolbarSeparator />
          <Button variant="quiet" icon={<Play />} disabledReason="It is running already.">
            Start
          </Button>
          <Button variant="quiet" icon={<Power />} onPress={nothing}>
            Shut down
          </Button>
          <IconButton label="Reboot" icon={<RotateCw />} onPress={nothing} />
        </Toolbar>
        <div className={styles['row']} style={{ marginTop: 12 }}>
          <IconButton
            label="Pause the clock"
            icon={paused ? <Play /> : <Pause />}
            pressed={paused}
            onPress={() => setPaused(!paused)}
          />
          <IconButton label="Next event" icon={<StepForward />} size="small" onPress={nothing} />
          <IconButton label="Delete" variant="plain" icon={<Power />} onPress={nothing} />
        </div>
      </Specimen>
      <Specimen name="Menus: reasons, shortcuts, submenu, group, ticks">
        <div className={styles['row']}>
          <MenuButton label="VM" entries={sampleMenu} />
          <MenuButton label="Actions" variant="plain" entries={sampleMenu} />
          <MenuButton label="More" iconOnly icon={<Columns3 />} entries={sampleMenu} />
          <MenuButton label="Pool" entries={sampleMenu} disabledReason="Not connected." />
        </div>
      </Specimen>
      <Specimen name="Tabs: controlled, links, with counts" wide>
        <Tabs
          label="Sample object"
          idPrefix={idPrefix}
          selected={tab}
          onSelect={setTab}
          tabs={[
            { id: 'general', label: 'General', href: '#actions' },
            { id: 'memory', label: 'Memory', href: '#actions' },
            { id: 'storage', label: 'Storage', href: '#actions', count: 4 },
            { id: 'networking', label: 'Networking', href: '#actions' },
            { id: 'snapshots', label: 'Snapshots', href: '#actions', count: 12 },
            { id: 'search', label: 'Search', href: '#actions' },
          ]}
        />
        <TabPanel idPrefix={idPrefix} selected={tab}>
          <p style={{ paddingTop: 12 }}>The content of “{tab}”.</p>
        </TabPanel>
      </Specimen>
    </Specimens>
  );
}
