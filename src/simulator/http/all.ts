/** Importing this file registers every handler of a path and every socket. */
import './console';
import './rrd';
import './xva-export';
import './xva-import';
import './vdi-export';
import './vdi-import';
import './audit-log';
import './blob';
import './messages';
import './updates';
import './bundle';
import './remote-database';
import './services';
import './workload-balancing';
import './host-files';
import './system-status';
import './vm-import';
