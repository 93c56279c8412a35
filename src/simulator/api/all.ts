/** Importing this file registers every handler, operation and agenda step. */
import './events';
import './message';
import './sessions';
import './task';
import './vbd';
import './vif';
import './vm/allowed-operations';
import './vm/create';
import './vm/devices';
