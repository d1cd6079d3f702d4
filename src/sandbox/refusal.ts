/**
 * Which error codes can the sandbox answer with, under which HTTP status and with which text?
 *
 * Two families: the gateway refuses before the action runs, Alidns itself afterwards. Their bodies have
 * the same members in different order, which clients must not depend on, so both orders are produced.
 */
export class Refusal extends Error {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  readonly isGateway: boolean;

  constructor(code: string, status: number, message: string, isGateway: boolean) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
    this.isGateway = isGateway;
  }
}

type Row = readonly [status: number, message: string];

const GATEWAY: Readonly<Record<string, Row>> = {
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidAccessKeyId.Inactive': [400, 'Specified access key is disabled.'],
  SignatureDoesNotMatch: [400, 'Specified signature is not matched with our calculation.'],
  IncompleteSignature: [400, 'The request signature does not conform to Aliyun standards.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  InvalidSignatureMethod: [400, 'Specified signature method is not valid.'],
  InvalidSignatureVersion: [400, 'Specified signature version is not valid.'],
  'InvalidApi.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  InvalidVersion: [400, 'Specified parameter Version is not valid.'],
  UnsupportedHTTPMethod: [400, 'This http method is not supported.'],
  InvalidParameter: [400, 'The specified parameter is not valid.'],
  Throttling: [400, 'Request was denied due to request throttling.'],
  'Throttling.User': [400, 'Request was denied due to user flow control.'],
  'Throttling.Api': [400, 'Request was denied due to api flow control.'],
  'Forbidden.RAM': [
    400,
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  Forbidden: [403, 'The operation is forbidden.'],
  'Forbidden.RiskControl': [403, 'The account is under risk control.'],
  MissingSecurityToken: [400, 'SecurityToken is mandatory for this action.'],
  'InvalidSecurityToken.MismatchWithAccessKey': [400, 'Specified SecurityToken mismatch with the AccessKey.'],
  InternalError: [500, 'The request processing has failed due to some unknown error.'],
  ServiceUnavailable: [503, 'The request has failed due to a temporary failure of the server.'],
};

const ALIDNS: Readonly<Record<string, Row>> = {
  'InvalidDomainName.NoExist': [
    400,
    'The specified domain name does not exist. Refresh the page and try again.',
  ],
  'InvalidDomainName.Format': [400, 'Invalid domain name.'],
  IncorrectDomainUser: [
    400,
    'The domain name belongs to other users. Transfer the domain name to the current user and then try ' +
      'the binding and setting actions.',
  ],
  DomainRecordNotBelongToUser: [400, 'The DNS record does not exist in your account.'],
  DomainRecordDuplicate: [400, 'The DNS record already exists.'],
  DomainRecordConflict: [400, 'The domain record is conflict with other records.'],
  DomainRecordLocked: [400, 'The domain record has been locked.'],
  'SubDomainInvalid.Value': [400, 'The DNS record is invalid or in the wrong format.'],
  'InvalidRR.NoExist': [400, 'The host record does not exist.'],
  'QuotaExceeded.TTL': [400, 'The specified TTL is outside the range that the edition permits.'],
  'QuotaExceeded.Record': [400, 'There are too many records of this type, host record and line.'],
  LastOperationNotFinished: [
    400,
    'You can’t finish this operation because the last operation has not been finished.',
  ],
  'RecordForbidden.DNSChange': [400, 'The name servers of the domain are being changed.'],
  'RecordForbidden.BlackHole': [400, 'The domain is black-holed.'],
  DomainForbidden: [400, 'The domain is barred.'],
  'URLForwardError.PanRecord': [400, 'URL forwarding is not possible on a wildcard host record.'],
  'URLForwardError.NotDefaultLine': [400, 'URL forwarding is possible on the default line alone.'],
  DomainRecordDisable: [400, 'The record is disabled.'],
  PanDomainRecord: [400, 'The record is a wildcard record.'],
  DisableDNSSLB: [400, "The subdomain's DNS SLB status is closed."],
  InvalidWeigth: [400, 'The weight must be in the range of 1 to 100.'],
};

/** A refusal by its code; codes that no table knows become 400 of Alidns itself. */
export function refusal(code: string, message?: string): Refusal {
  const isGateway = code in GATEWAY || code.startsWith('Throttling');
  const [status, usual] = GATEWAY[code] ?? ALIDNS[code] ?? [400, 'The request was refused.'];
  return new Refusal(code, status, message ?? usual, isGateway);
}

/** A required parameter that is not there, e.g. `MissingDomainName`. */
export function missing(parameter: string): Refusal {
  return new Refusal(`Missing${parameter}`, 400, `${parameter} is mandatory for this action.`, true);
}

/** A parameter out of its range, e.g. `InvalidTTL`. */
export function invalid(parameter: string): Refusal {
  return new Refusal(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`, true);
}
