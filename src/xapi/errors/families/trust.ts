import type { ErrorTexts } from '../error-text';

/** Certificates, secured connections and licences. */
export const trustErrors: ErrorTexts = {
  CERTIFICATE_ALREADY_EXISTS: [
    'A certificate named {0:text} exists already.',
    'Names of certificates are unique in a pool.',
    'Choose another name, or remove the existing one.',
  ],
  CERTIFICATE_CORRUPT: [
    'The certificate {0:text} cannot be read.',
    'The file is damaged or not in PEM format.',
    'Export the certificate again.',
  ],
  CERTIFICATE_DOES_NOT_EXIST: [
    'There is no certificate named {0:text}.',
    'It was removed, or the name is mistyped.',
    'Choose one from the list.',
  ],
  CERTIFICATE_LACKS_PURPOSE: [
    'The certificate does not say what it is for.',
    'A purpose is needed to trust it.',
    'Choose a purpose for it.',
  ],
  CERTIFICATE_LIBRARY_CORRUPT: [
    'The store of certificates is damaged.',
    'Its files on a server do not fit each other.',
    'Remove the damaged certificates and synchronise the pool.',
  ],
  CERTIFICATE_NAME_INVALID: [
    'A certificate cannot be named {0:text}.',
    'Only letters, digits, dots, hyphens and underscores are allowed.',
    'Choose another name.',
  ],
  CRL_ALREADY_EXISTS: [
    'A revocation list named {0:text} exists already.',
    'Names of revocation lists are unique in a pool.',
    'Choose another name, or remove the existing list.',
  ],
  CRL_CORRUPT: [
    'The revocation list {0:text} cannot be read.',
    'The file is damaged or not in PEM format.',
    'Download the list again.',
  ],
  CRL_DOES_NOT_EXIST: [
    'There is no revocation list named {0:text}.',
    'It was removed, or the name is mistyped.',
    'Choose one that exists.',
  ],
  CRL_NAME_INVALID: [
    'A revocation list cannot be named {0:text}.',
    'Only letters, digits, dots, hyphens and underscores are allowed.',
    'Choose another name.',
  ],
  CA_CERTIFICATE_EXPIRED: [
    'The certificate authority has expired.',
    'Its validity has ended.',
    'Install its current certificate.',
  ],
  CA_CERTIFICATE_INVALID: [
    'This is not the certificate of an authority.',
    'The file cannot be read as one.',
    'Export it again in PEM format.',
  ],
  CA_CERTIFICATE_NOT_VALID_YET: [
    'The certificate authority is not valid yet.',
    'Its validity begins in the future, or the clock of the server is wrong.',
    'Check the clock of the server.',
  ],
  SERVER_CERTIFICATE_CHAIN_INVALID: [
    'The certificate chain cannot be read.',
    'It should hold the certificates of the authorities in PEM format.',
    'Export the chain again.',
  ],
  SERVER_CERTIFICATE_EXPIRED: [
    'The server certificate has expired[ on {1:text}].',
    'Its validity has ended.',
    'Request a new certificate.',
  ],
  SERVER_CERTIFICATE_INVALID: [
    'The server certificate cannot be read.',
    'The file is not a certificate in PEM format.',
    'Export the certificate again.',
  ],
  SERVER_CERTIFICATE_KEY_ALGORITHM_NOT_SUPPORTED: [
    'The kind of private key is not supported[: {0:text}].',
    'The server takes RSA keys.',
    'Make a certificate with an RSA key.',
  ],
  SERVER_CERTIFICATE_KEY_INVALID: [
    'The private key cannot be read.',
    'It should be in unencrypted PKCS #8 PEM format.',
    'Convert the key and try again.',
  ],
  SERVER_CERTIFICATE_KEY_MISMATCH: [
    'The private key does not belong to the certificate.',
    'The two were not made together.',
    'Choose the key that the certificate was requested with.',
  ],
  SERVER_CERTIFICATE_KEY_RSA_LENGTH_NOT_SUPPORTED: [
    'A key of {0:text} bits is not supported.',
    'RSA keys need 2048 to 4096 bits.',
    'Make a key of a supported length.',
  ],
  SERVER_CERTIFICATE_KEY_RSA_MULTI_NOT_SUPPORTED: [
    'RSA keys with more than two primes are not supported.',
    'The key has an unusual form.',
    'Make an ordinary RSA key.',
  ],
  SERVER_CERTIFICATE_NOT_VALID_YET: [
    'The server certificate is not valid yet[; it begins on {1:text}].',
    'Its validity lies in the future, or the clock of the server is wrong.',
    'Check the clock, or wait until then.',
  ],
  SERVER_CERTIFICATE_SIGNATURE_NOT_SUPPORTED: [
    'The signature of the certificate is not supported.',
    'The server takes SHA-256 and SHA-512 signatures.',
    'Request a certificate with one of these.',
  ],
  TRUSTED_CERTIFICATE_ALREADY_EXISTS: [
    'This certificate is trusted already[ ({0:text})].',
    'The pool has one with the same fingerprint.',
    'Nothing needs to be done.',
  ],
  TRUSTED_CERTIFICATE_EXPIRED: [
    'The trusted certificate has expired[ on {1:text}].',
    'Its validity has ended.',
    'Install a current one.',
  ],
  TRUSTED_CERTIFICATE_INVALID: [
    'The trusted certificate cannot be read.',
    'The file is not a certificate in PEM format.',
    'Export it again.',
  ],
  TRUSTED_CERTIFICATE_NOT_VALID_YET: [
    'The trusted certificate is not valid yet[; it begins on {1:text}].',
    'Its validity lies in the future, or the clock of the server is wrong.',
    'Check the clock of the server.',
  ],
  NOT_TRUSTED_CERTIFICATE: [
    '{0} is not a trusted certificate.',
    'The operation is meant for certificates that the pool trusts.',
    'Choose one of these.',
  ],
  CERT_REFRESH_IN_PROGRESS: [
    'The certificates are being renewed.',
    'The pool is busy with it.',
    'Wait a moment and try again.',
  ],
  POOL_SECRET_ROTATION_PENDING: [
    'The secret of the pool is being changed.',
    'Some servers have not taken over the new one yet.',
    'Wait until all servers have it.',
  ],
  TLS_VERIFICATION_ENABLE_IN_PROGRESS: [
    'Certificate checking is being switched on.',
    'The pool is busy with the change.',
    'Wait until it is on everywhere.',
  ],
  TLS_VERIFICATION_NOT_ENABLED_IN_POOL: [
    'Certificates are not checked in this pool.',
    'The operation needs certificate verification.',
    'Switch it on first.',
  ],
  TLS_CONNECTION_FAILED: [
    'No secured connection to {0:text} could be made[ on port {1:text}].',
    'The other side does not answer or does not speak TLS.',
    'Check the address and the port.',
  ],
  SSL_VERIFY_ERROR: [
    'The certificate of the other side was not accepted[: {0:text}].',
    'It is expired, signed by somebody unknown, or for another name.',
    'Install a valid certificate there, or trust its authority.',
  ],
  MISSING_CONNECTION_DETAILS: [
    'Details of the connection are missing.',
    'An address, a user name or a password was not given.',
    'Complete the details.',
  ],
  FEATURE_RESTRICTED: [
    'The licence does not include this feature.',
    'The edition of this pool lacks it.',
    'Use another edition, or do without the feature.',
  ],
  LICENCE_RESTRICTION: [
    'The licence does not include {0:text}.',
    'The edition of this server lacks the feature.',
    'Use an edition that includes it.',
  ],
  LICENSE_EXPIRED: ['The licence has expired.', 'Its term has ended.', 'Renew it.'],
  LICENSE_FILE_DEPRECATED: [
    'This kind of licence file is not used any more.',
    'Newer versions take licences from a licence server.',
    'Use a licence server.',
  ],
  LICENSE_PROCESSING_ERROR: [
    'The licence could not be read.',
    'The file is damaged or meant for another server.',
    'Download the licence again.',
  ],
  LICENSE_CHECKOUT_ERROR: [
    'No licence could be obtained[: {1:text}].',
    'The licence server refused or has none left[ (code {0:text})].',
    'Check the licence server and its licences.',
  ],
  LICENSE_CANNOT_DOWNGRADE_WHILE_IN_POOL: [
    'The edition cannot be lowered while the server is in a pool.',
    'The pool uses features of the present edition.',
    'Take the server out of the pool first.',
  ],
  LICENSE_DOES_NOT_SUPPORT_POOLING: [
    'The licence does not allow pools.',
    'The edition of the server is for single servers.',
    'Use an edition that allows pools.',
  ],
  LICENSE_DOES_NOT_SUPPORT_XHA: [
    'The licence does not include high availability.',
    'The edition of the pool lacks it.',
    'Use an edition with high availability.',
  ],
  LICENSE_HOST_POOL_MISMATCH: [
    'The server has another edition than the pool.',
    'All servers of a pool have the same edition.',
    'Give the server the edition of the pool.',
  ],
  INVALID_EDITION: [
    'There is no edition named {0:text}.',
    'The server does not offer it.',
    'Choose one of the editions that are offered.',
  ],
  ACTIVATION_WHILE_NOT_FREE: [
    'Only the free edition is activated this way.',
    'The server has another edition.',
    'Nothing needs to be done.',
  ],
};
