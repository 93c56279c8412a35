import { useState } from 'react';
import { Monitor, Moon, Sun } from 'lucide-react';
import { Checkbox, Switch } from '../forms/checkbox';
import { CheckboxGroup } from '../forms/checkbox-group';
import { NumberField } from '../forms/number-field';
import { RadioGroup, SegmentedControl } from '../forms/radio-group';
import { SearchField } from '../forms/search-field';
import { Select } from '../forms/select';
import { TextField } from '../forms/text-field';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

export function FormsSection() {
  const [name, setName] = useState('web-01');
  const [query, setQuery] = useState('');
  const [memory, setMemory] = useState(8);
  const [speed, setSpeed] = useState('10');
  const [on, setOn] = useState(true);
  const [home, setHome] = useState('any');
  const [view, setView] = useState('system');
  const [releases, setReleases] = useState<readonly string[]>(['6.5']);
  return (
    <Specimens>
      <Specimen name="Text, search, number, select">
        <div className={styles['stack']}>
          <TextField label="Name" value={name} onChange={setName} hint="Shown in the tree and in xe." />
          <TextField label="UUID" monospace value="7c9e6679-7425-40de-944b" onChange={setName} disabled />
          <SearchField label="Filter VMs" value={query} onChange={setQuery} shortcut="/" />
          <SearchField label="Filter servers" value="kes" onChange={setQuery} />
          <NumberField
            label="Memory"
            unit="GiB"
            min={1}
            max={128}
            value={memory}
            onChange={setMemory}
            hint="1 to 128"
          />
          <Select
            label="Speed of the clock"
            value={speed}
            onChange={setSpeed}
            options={['1', '10', '60', '1000'].map((value) => ({ value, label: `× ${value}` }))}
          />
        </div>
      </Specimen>
      <Specimen name="What is wrong is said under the field">
        <div className={styles['stack']}>
          <TextField
            label="Address"
            value="10.0.0.300"
            onChange={setName}
            error="300 is too large for an IPv4 address."
          />
          <NumberField
            label="Virtual CPUs"
            min={1}
            max={64}
            value={0}
            onChange={setMemory}
            error="At least 1 is needed."
          />
          <TextField label="Description" rows={3} value="" onChange={setName} placeholder="What this VM is for" />
        </div>
      </Specimen>
      <Specimen name="Choices">
        <div className={styles['stack']}>
          <div className={styles['row']}>
            <Checkbox checked={on} onChange={setOn}>
              Start after creation
            </Checkbox>
            <Checkbox checked={false} mixed onChange={setOn}>
              All disks
            </Checkbox>
          </div>
          <Checkbox checked={false} onChange={setOn} disabled hint="The storage does not support it.">
            Thin provisioning
          </Checkbox>
          <Switch checked={on} onChange={setOn} hint="Takes effect at once.">
            Show hidden objects
          </Switch>
          <CheckboxGroup
            label="Releases"
            value={releases}
            onChange={setReleases}
            needed="At least one is needed."
            options={['6.2', '6.5', '7.0'].map((value) => ({ value, label: `XenServer ${value}` }))}
          />
          <RadioGroup
            label="Home server"
            value={home}
            onChange={setHome}
            options={[
              { value: 'any', label: 'Any server', hint: 'The pool places the VM when it starts.' },
              { value: 'kestrel', label: 'kestrel', hint: '24 of 64 GiB free' },
              { value: 'osprey', label: 'osprey', hint: 'Unreachable', disabled: true },
            ]}
          />
          <SegmentedControl
            label="Theme of the window"
            value={view}
            onChange={setView}
            options={[
              { value: 'system', label: 'System', icon: <Monitor /> },
              { value: 'light', label: 'Light', icon: <Sun /> },
              { value: 'dark', label: 'Dark', icon: <Moon /> },
            ]}
          />
        </div>
      </Specimen>
    </Specimens>
  );
}
