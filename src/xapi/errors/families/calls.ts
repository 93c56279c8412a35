import type { ErrorTexts } from '../error-text';

/** Calls themselves: objects, values, methods, tasks, events, and the way to the pool. */
export const callErrors: ErrorTexts = {
  CONNECTION_LOST: [
    'The pool did not answer[: {0:text}].',
    'The network, the server or the simulator behind this connection cannot be reached.',
    'Xenia keeps trying. Check the network, or try again now.',
  ],
  CONNECTION_CLOSED: [
    'This connection has been closed.',
    'The pool was disconnected while the request was under way.',
    'Connect to the pool again and repeat the action.',
  ],
  NOT_XENAPI: [
    'What answers there is not a XenAPI server.',
    'The address belongs to another service, or a proxy answered in its place.',
    'Check the address of the pool coordinator.',
  ],
  ANSWER_TOO_LARGE: [
    'The answer was too large to be read[: {0:bytes}].',
    'Xenia refuses answers above {1:bytes} to protect this browser.',
    'Ask for less at once, or look at the server for what makes its answer so large.',
  ],
  PART_MISSING: [
    'A part of the console did not arrive.',
    'Its file is out of reach, or another version of the console is in its place.',
    'Try again. Where that does not help, reload the page.',
  ],
  CLIENT_CRASHED: [
    'The part of Xenia that talks to the pool has stopped[: {0:text}].',
    'A background worker of this page ended unexpectedly, often for lack of memory.',
    'Reconnect to the pool or reload the page. The pool itself is not affected.',
  ],
  PAGE_LEFT: [
    'The page was left while this had more to do.',
    'Work of several calls goes on in the page that began it. What the pool had been told to do by then, it has done.',
    'Look at the calls that were made, then begin it again.',
  ],
  CONSOLES_NOT_CARRIED: [
    'The way to this pool carries no consoles.',
    'A service worker answers for the pool, and browsers do not let it answer sockets.',
    'Open the simulated pool without ?transport=msw, or connect to a server.',
  ],
  SOCKET_REFUSED: [
    'The server refused the console[: {1:text}].',
    'It answered with the HTTP status {0:text}.',
    'Your role may not allow it, somebody else may look at it, or the machine has just stopped.',
  ],
  SOCKET_FAILED: [
    'The console of the server could not be opened[: {0:text}].',
    'Browsers do not say why: the server cannot be reached, its certificate is not trusted, or it refused.',
    'Open {0:text} in a new tab to see whether the browser trusts it. Xenia keeps trying.',
  ],
  HANDLE_INVALID: [
    'This {0:class} no longer exists.',
    'It was removed, perhaps by somebody else, after the action was chosen.',
    'Nothing needs to be undone. Choose another object.',
  ],
  UUID_INVALID: [
    'There is no {0:class} with the UUID[ {1:text}].',
    'The UUID is mistyped, or the object has been removed.',
    'Check the UUID and try again.',
  ],
  OBJECT_NOLONGER_EXISTS: [
    'One of the objects involved is gone.',
    'It was removed while the operation was running.',
    'Look at what is left and repeat the action if it is still needed.',
  ],
  MESSAGE_METHOD_UNKNOWN: [
    'This server does not know the call[ {0:text}].',
    'It runs an older or a smaller version than the call needs.',
    'Update the server, or use another way to the same goal.',
  ],
  MESSAGE_PARAMETER_COUNT_MISMATCH: [
    'The call {0:text} came with the wrong number of parameters[: {2:text} instead of {1:text}].',
    'The server and the console speak different versions of the API.',
    'Update the older of the two. Please report it if both are current.',
  ],
  MESSAGE_REMOVED: [
    'This call has been retired.',
    'The server version no longer contains the feature.',
    'Look in the release notes for what replaces it.',
  ],
  MESSAGE_DEPRECATED: [
    'This call is outdated and the server declines it.',
    'A newer call has taken its place.',
    'Use the newer feature.',
  ],
  NOT_IMPLEMENTED: [
    'The call[ {0:text}] is not available here yet.',
    'The simulator, or this version of the server, does not contain it.',
    'Use another way, or a pool that supports it.',
  ],
  FIELD_TYPE_ERROR: [
    'The value for the field[ {0:text}] has the wrong type.',
    'The server expected another kind of value, such as a number in place of text.',
    'Correct the value and try again.',
  ],
  INVALID_VALUE: [
    'The value[ {1:text}] does not fit[ {0:text}].',
    'It is outside of what the server accepts for this field.',
    'Enter another value.',
  ],
  VALUE_NOT_SUPPORTED: [
    'The value {1:text} for {0:text} is not supported here.',
    'The server explains[: {2:text}].',
    'Choose a value that the server supports.',
  ],
  MAP_DUPLICATE_KEY: [
    'The key[ {3:text}] is already set.',
    'An entry with this key exists in[ {1:text} of] {2}.',
    'Change or remove the entry that exists, then try again.',
  ],
  DB_UNIQUENESS_CONSTRAINT_VIOLATION: [
    'The value {2:text} is already in use.',
    'Each {0:class} needs a {1:text} of its own.',
    'Choose a different value.',
  ],
  INTERNAL_ERROR: [
    'The server ran into an unexpected problem[: {0:text}].',
    'Something went wrong inside its management service.',
    'Try again. If it happens again, collect the server logs at this time for support.',
  ],
  CLIENT_ERROR: [
    'The server could not make sense of the request.',
    'The console and the server disagree about what was asked.',
    'Reload Xenia and try again.',
  ],
  XMLRPC_UNMARSHAL_FAILURE: [
    'The server could not read part of the request[: it expected {0:text}].',
    'A value was sent in a form that this server version does not read.',
    'Update the older of server and console. Please report it if both are current.',
  ],
  PERMISSION_DENIED: [
    'This is not allowed[: {0:text}].',
    'The session lacks a permission that the operation needs.',
    'Ask an administrator of the pool, or log in as another user.',
  ],
  OPERATION_NOT_ALLOWED: [
    'The operation is not allowed at present[: {0:text}].',
    'The state of the object or of the pool does not permit it.',
    'Resolve what the message names, then try again.',
  ],
  OPERATION_BLOCKED: [
    'This operation on {0} has been blocked by an administrator[ ({1:text})].',
    'Its blocked operations list this one, usually to protect it from a mistake.',
    'Remove the block in the properties of the object if the operation is really wanted.',
  ],
  OPERATION_PARTIALLY_FAILED: [
    'The operation {0:text} succeeded only in part.',
    'Some of its steps failed on some of the objects.',
    'Look at the objects involved and repeat it for those that lag behind.',
  ],
  OTHER_OPERATION_IN_PROGRESS: [
    'Another operation is in progress on {1}[: {2:text}].',
    'Only one operation of this kind can run on an object at a time.',
    'Wait until it has finished, or cancel it in Events.',
  ],
  TASK_CANCELLED: [
    'The task was cancelled.',
    'Somebody asked for it to stop before it was done.',
    'Start it again if it is still wanted.',
  ],
  TOO_BUSY: [
    'The server is too busy to take this on now.',
    'It is working on as many requests as it can handle.',
    'Try again in a moment.',
  ],
  TOO_MANY_PENDING_TASKS: [
    'Too many tasks are waiting already.',
    'The pool limits how many tasks can be under way at once.',
    'Wait until some have finished, then try again.',
  ],
  EVENTS_LOST: [
    'Some changes were missed and everything is read again.',
    'More happened than the server could keep for this console.',
    'Nothing needs to be done.',
  ],
  EVENT_FROM_TOKEN_PARSE_FAILURE: [
    'The server lost the place from which changes are read.',
    'It does not recognise the token[ {0:text}], often after a restart or a restore.',
    'Xenia reads the pool again by itself.',
  ],
  EVENT_SUBSCRIPTION_PARSE_FAILURE: [
    'The server cannot report changes of[ {0:text}].',
    'Its version does not know this class of objects.',
    'Xenia goes on without it.',
  ],
  SESSION_INVALID: ['The session has ended.', 'It expired, was closed, or the server was restarted.', 'Log in again.'],
  SESSION_NOT_REGISTERED: [
    'The session has not asked for these events.',
    'Events were read before they were subscribed to.',
    'Reconnect to the pool.',
  ],
  XENAPI_MISSING_PLUGIN: [
    'The server lacks the plug-in[ {0:text}].',
    'It is not installed on the server that ran the call.',
    'Install the plug-in on all servers of the pool, or update them.',
  ],
  XENAPI_PLUGIN_FAILURE: [
    'A plug-in on the server failed[: {0:text}].',
    'It reported[: {2:text}].',
    'Read its message, resolve what it names, and try again.',
  ],
  XAPI_HOOK_FAILED: [
    'The hook script {0:text} stopped the operation.',
    'The script on the server ended with code {3:text}[ and said: {2:text}].',
    'Correct or remove the script on the server, then try again.',
  ],
  EXTENSION_PROTOCOL_FAILURE: [
    'An extension of the server answered in an unexpected way.',
    'The extension does not follow the protocol between it and the server.',
    'Update or remove the extension.',
  ],
  OUT_OF_SPACE: [
    'There is not enough disk space[ on {0:text}].',
    'The file system that the operation writes to is full.',
    'Free some space there and try again.',
  ],
  SYSTEM_STATUS_RETRIEVAL_FAILED: [
    'The status report could not be collected[: {0:text}].',
    'The server failed while it gathered logs and settings.',
    'Try again with fewer items, or collect the report on the server itself.',
  ],
  SYSTEM_STATUS_MUST_USE_TAR_ON_OEM: [
    'This server gives status reports only as a tar archive.',
    'Its embedded edition supports no other format.',
    'Choose tar as the format of the report.',
  ],
  NOT_ALLOWED_ON_OEM_EDITION: [
    'The command {0:text} is not available on this edition.',
    'The server runs an embedded edition of the product.',
    'Use a server with the regular edition for this.',
  ],
  ONLY_ALLOWED_ON_OEM_EDITION: [
    'The command {0:text} exists only on the embedded edition.',
    'The server runs the regular edition of the product.',
    'Use the ordinary command for the same purpose.',
  ],
};
