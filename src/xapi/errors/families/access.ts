import type { ErrorTexts } from '../error-text';

/** Logging in, roles, and the directory service of a server or a pool. */
export const accessErrors: ErrorTexts = {
  SESSION_AUTHENTICATION_FAILED: [
    'The user name or the password is not correct.',
    'The server does not accept this combination[ for {0:text}].',
    'Check both, caps lock included, and try again.',
  ],
  SESSION_AUTHORIZATION_FAILED: [
    'The user {0:text} may not log in to this pool.',
    'The account is known, but the pool gives it no access.',
    'Ask a pool administrator to add the user or one of its groups under Users.',
  ],
  RBAC_PERMISSION_DENIED: [
    'Your role does not allow this.',
    'The action needs the permission[ {0:text}. {1:text}].',
    'Ask a pool administrator for a role that includes it, or log in as another user.',
  ],
  USER_IS_NOT_LOCAL_SUPERUSER: [
    'Only the local root account can do this[: {0:text}].',
    'Accounts from a directory cannot change this setting.',
    'Log in as root and try again.',
  ],
  CHANGE_PASSWORD_REJECTED: [
    'The new password was not accepted[: {0:text}].',
    'It does not meet the rules of the server.',
    'Choose a longer or more varied password.',
  ],
  ROLE_NOT_FOUND: [
    'There is no such role.',
    'The role does not exist on this version of the server.',
    'Choose one of the roles that the pool offers.',
  ],
  ROLE_ALREADY_EXISTS: [
    'The user has this role already.',
    'The same role was given before.',
    'Nothing needs to be done.',
  ],
  SUBJECT_ALREADY_EXISTS: [
    'This user or group has been added before.',
    'The pool already knows the account.',
    'Change the roles of the existing entry.',
  ],
  SUBJECT_CANNOT_BE_RESOLVED: [
    'The directory does not know this user or group.',
    'The name is mistyped, or the account was deleted there.',
    'Check the name, with the domain if there are several.',
  ],
  TOO_MANY_GROUPS: [
    'The user belongs to too many groups.',
    'The server cannot check that many group memberships.',
    'Add the user to the pool directly, or reduce the groups.',
  ],
  AUTH_ALREADY_ENABLED: [
    'This server is already joined to a directory[: {1:text}].',
    'External authentication was enabled before.',
    'Leave the present domain first if another is wanted.',
  ],
  AUTH_IS_DISABLED: [
    'The server is not joined to a directory.',
    'External authentication is switched off, so it cannot be asked about accounts.',
    'Join a domain first.',
  ],
  AUTH_UNKNOWN_TYPE: [
    'The server does not know the authentication type {0:text}.',
    'Only certain directory services are supported.',
    'Use Active Directory.',
  ],
  AUTH_SERVICE_ERROR: [
    'The directory service on the server reported a problem[: {0:text}].',
    'The service that talks to the domain is not working as it should.',
    'Check the domain controllers and the time of the server, then try again.',
  ],
  AUTH_ENABLE_FAILED: [
    'The server could not join the domain[: {0:text}].',
    'The directory service rejected the request or failed.',
    'Check the domain name, the account and the DNS settings of the server.',
  ],
  AUTH_ENABLE_FAILED_DOMAIN_LOOKUP_FAILED: [
    'The server could not find the domain[: {0:text}].',
    'Its DNS servers do not know the domain.',
    'Check the domain name and the DNS servers of the management interface.',
  ],
  AUTH_ENABLE_FAILED_INVALID_ACCOUNT: [
    'The account for joining the domain is not valid[: {0:text}].',
    'It is disabled, expired, or its name is mistyped.',
    'Use an account that may add computers to the domain.',
  ],
  AUTH_ENABLE_FAILED_INVALID_OU: [
    'The organisational unit does not exist[: {0:text}].',
    'The directory has no unit with this name.',
    'Check the name of the organisational unit.',
  ],
  AUTH_ENABLE_FAILED_INVALID_TRUSTED_CERTS: [
    'The trusted certificates cannot be used to join the domain[: {0:text}].',
    'They do not verify the certificate of a domain controller.',
    'Install the certificate authority of the domain in the pool.',
  ],
  AUTH_ENABLE_FAILED_NO_TRUSTED_CERTS: [
    'Joining over LDAPS needs a trusted certificate[: {0:text}].',
    'The pool has no certificate authority for it.',
    'Install the certificate authority of the domain first.',
  ],
  AUTH_ENABLE_FAILED_NO_SUPPORT_ENCRYPT_TYPE: [
    'The domain allows no encryption that the server supports.',
    'The two have no Kerberos encryption type in common.',
    'Allow AES for the computer account in the domain.',
  ],
  AUTH_ENABLE_FAILED_PERMISSION_DENIED: [
    'The account may not add this server to the domain[: {0:text}].',
    'It lacks the right to create computer accounts there.',
    'Use an account with that right.',
  ],
  AUTH_ENABLE_FAILED_UNAVAILABLE: [
    'The domain could not be reached[: {0:text}].',
    'No domain controller answered the server.',
    'Check the network and the domain controllers, then try again.',
  ],
  AUTH_ENABLE_FAILED_WRONG_CREDENTIALS: [
    'The domain did not accept the user name or the password[: {0:text}].',
    'One of them is not correct.',
    'Check both and try again.',
  ],
  AUTH_DISABLE_FAILED: [
    'The server could not leave the domain[: {0:text}].',
    'The directory service failed while it removed the computer account.',
    'Try again, or remove the account in the directory by hand.',
  ],
  AUTH_DISABLE_FAILED_PERMISSION_DENIED: [
    'The account may not remove this server from the domain[: {0:text}].',
    'It lacks the right to delete computer accounts.',
    'Use an account with that right, or leave without removing the computer account.',
  ],
  AUTH_DISABLE_FAILED_WRONG_CREDENTIALS: [
    'The domain did not accept the password for leaving[: {0:text}].',
    'The user name or the password is not correct.',
    'Check both, or leave without removing the computer account.',
  ],
  AUTH_INVALID_TRUSTED_CERTS: [
    'The trusted certificates do not match the domain controllers[: {0:text}].',
    'None of them verifies a controller of the domain.',
    'Install the certificate authority that signed the controllers.',
  ],
  AUTH_NO_TRUSTED_CERTS: [
    'There is no trusted certificate for LDAPS[: {0:text}].',
    'A secured connection to the domain needs one.',
    'Install the certificate authority of the domain in the pool.',
  ],
  AUTH_SETUP_TLS_CONNECTION: [
    'No secured connection to the domain could be made[: {0:text}].',
    'The certificate or the TLS settings of a domain controller do not fit.',
    'Check the certificates of the domain controllers.',
  ],
  AUTH_SET_LDAPS_FAILED: [
    'LDAPS could not be set on {0}[: {1:text}].',
    'The server failed to change its connection to the domain.',
    'Check the trusted certificates and try again.',
  ],
  POOL_AUTH_ALREADY_ENABLED: [
    '{0} is already joined to a directory.',
    'A pool joins a domain as a whole, and one of its servers has done so before.',
    'Let that server leave its domain, then join with the pool.',
  ],
  POOL_AUTH_ENABLE_FAILED: [
    'The pool could not join the domain because of {0}[: {1:text}].',
    'This server failed, so the pool as a whole did not join.',
    'Check the domain, the account and the DNS settings of that server.',
  ],
  POOL_AUTH_ENABLE_FAILED_DOMAIN_LOOKUP_FAILED: [
    '{0} could not find the domain[: {1:text}].',
    'Its DNS servers do not know the domain, so the pool did not join.',
    'Check the DNS servers of that server.',
  ],
  POOL_AUTH_ENABLE_FAILED_DUPLICATE_HOSTNAME: [
    'The domain has a computer named like {0} already[: {1:text}].',
    'Two servers, or a server and an old account, share a host name.',
    'Give the server another host name or remove the old computer account.',
  ],
  POOL_AUTH_ENABLE_FAILED_INVALID_ACCOUNT: [
    'The account was not valid for {0}[: {1:text}].',
    'It is disabled, expired, or its name is mistyped.',
    'Use an account that may add computers to the domain.',
  ],
  POOL_AUTH_ENABLE_FAILED_INVALID_OU: [
    'The organisational unit was not found for {0}[: {1:text}].',
    'The directory has no unit with this name.',
    'Check the name of the organisational unit.',
  ],
  POOL_AUTH_ENABLE_FAILED_INVALID_TRUSTED_CERTS: [
    '{0} could not verify the domain with the trusted certificates[: {1:text}].',
    'They do not match the domain controllers it reached.',
    'Install the certificate authority of the domain in the pool.',
  ],
  POOL_AUTH_ENABLE_FAILED_NO_SUPPORT_ENCRYPT_TYPE: [
    'The domain allows no encryption that {0} supports[: {1:text}].',
    'The two have no Kerberos encryption type in common.',
    'Allow AES for the computer accounts in the domain.',
  ],
  POOL_AUTH_ENABLE_FAILED_NO_TRUSTED_CERTS: [
    '{0} has no trusted certificate for the domain[: {1:text}].',
    'Joining over LDAPS needs the certificate authority of the domain.',
    'Install it in the pool and try again.',
  ],
  POOL_AUTH_ENABLE_FAILED_PERMISSION_DENIED: [
    'The account may not add {0} to the domain[: {1:text}].',
    'It lacks the right to create computer accounts.',
    'Use an account with that right.',
  ],
  POOL_AUTH_ENABLE_FAILED_SETUP_TLS_CONNECTION: [
    '{0} could not secure its connection to the domain[: {1:text}].',
    'The certificate or the TLS settings of a domain controller do not fit.',
    'Check the certificates of the domain controllers.',
  ],
  POOL_AUTH_ENABLE_FAILED_UNAVAILABLE: [
    '{0} could not reach the domain[: {1:text}].',
    'No domain controller answered this server.',
    'Check the network of that server and the domain controllers.',
  ],
  POOL_AUTH_ENABLE_FAILED_WRONG_CREDENTIALS: [
    'The domain did not accept the password when {0} joined[: {1:text}].',
    'The user name or the password is not correct.',
    'Check both and try again.',
  ],
  POOL_AUTH_DISABLE_FAILED: [
    'The pool could not leave the domain because of {0}[: {1:text}].',
    'This server failed to leave, so some servers may still be joined.',
    'Resolve what the message names and leave the domain again.',
  ],
  POOL_AUTH_DISABLE_FAILED_INVALID_ACCOUNT: [
    'The account for leaving the domain was not valid for {0}[: {1:text}].',
    'It is disabled, expired, or its name is mistyped.',
    'Use another account, or leave without removing the computer accounts.',
  ],
  POOL_AUTH_DISABLE_FAILED_PERMISSION_DENIED: [
    'The account may not remove {0} from the domain[: {1:text}].',
    'It lacks the right to delete computer accounts.',
    'Use an account with that right, or remove the computer account by hand.',
  ],
  POOL_AUTH_DISABLE_FAILED_WRONG_CREDENTIALS: [
    'The domain did not accept the password when {0} left[: {1:text}].',
    'The user name or the password is not correct.',
    'Check both, or leave without removing the computer accounts.',
  ],
};
