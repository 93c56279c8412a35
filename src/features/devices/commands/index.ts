import { addCommands } from '../../commands';
import { pciCommands } from './pci';
import { usbCommands } from './usb';

addCommands([...usbCommands, ...pciCommands]);
