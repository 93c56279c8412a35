/** Importing this file registers every handler, operation and agenda step. */
import './events';
import './message';
import './sessions';
import './task';
