import type { Action } from './action.ts';
import {
  addDomainRecord,
  deleteDomainRecord,
  deleteSubDomainRecords,
  setDomainRecordStatus,
  updateDomainRecord,
  updateDomainRecordRemark,
} from './change-records.ts';
import { describeDomainInfo, describeDomains, describeSupportLines } from './describe-domains.ts';
import { describeRecordLogs } from './describe-record-logs.ts';
import {
  describeDomainRecordInfo,
  describeDomainRecords,
  describeSubDomainRecords,
} from './describe-records.ts';
import { describeDnsSlbSubDomains, setDnsSlbStatus, updateDnsSlbWeight } from './weights.ts';

/**
 * Which actions does the sandbox know? Every other one is answered with `InvalidApi.NotFound`, among them
 * adding and removing domains (the zones are an option of the sandbox) and the batch actions
 * (OperateBatchDomain, DescribeBatchResultCount, DescribeBatchResultDetail), which know no update, promise
 * no order and are of no use to a program that moves single records.
 */
const ACTIONS: Readonly<Record<string, Action>> = {
  DescribeDomains: describeDomains,
  DescribeDomainInfo: describeDomainInfo,
  DescribeSupportLines: describeSupportLines,
  DescribeDomainRecords: describeDomainRecords,
  DescribeSubDomainRecords: describeSubDomainRecords,
  DescribeDomainRecordInfo: describeDomainRecordInfo,
  AddDomainRecord: addDomainRecord,
  UpdateDomainRecord: updateDomainRecord,
  UpdateDomainRecordRemark: updateDomainRecordRemark,
  SetDomainRecordStatus: setDomainRecordStatus,
  DeleteDomainRecord: deleteDomainRecord,
  DeleteSubDomainRecords: deleteSubDomainRecords,
  DescribeRecordLogs: describeRecordLogs,
  SetDNSSLBStatus: setDnsSlbStatus,
  UpdateDNSSLBWeight: updateDnsSlbWeight,
  DescribeDNSSLBSubDomains: describeDnsSlbSubDomains,
};

export const ACTION_NAMES: readonly string[] = Object.keys(ACTIONS);

export function findAction(name: string): Action | null {
  return Object.hasOwn(ACTIONS, name) ? (ACTIONS[name] ?? null) : null;
}
