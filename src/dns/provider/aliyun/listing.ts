// Answers: what are all records of a zone, when the pages may move while they are read?
import type { Deadline } from '../deadline.ts';
import type { ZoneReading, ZoneRecord } from '../provider.ts';
import type { AliyunCaller } from './caller.ts';
import { toPage, UnexpectedShape, type Body, type RecordPage } from './convert.ts';
import { MAX_RECORDS_PER_ZONE, PAGE_SIZE } from './limits.ts';

const ACTION = 'DescribeDomainRecords';
/** Pages asked for at the same time after the first. */
const PAGES_AT_ONCE = 4;
const LISTING_ATTEMPTS = 3;

interface Page extends RecordPage {
  readonly answeredAt: number | null;
}

/**
 * Every record once. A record that is added or removed between two pages shifts the others: then totals or
 * counts disagree, and the listing begins anew. After a few of those it fails; it never answers with a part.
 */
export async function listZone(caller: AliyunCaller, zone: string, deadline: Deadline): Promise<ZoneReading> {
  for (let attempt = 1; attempt <= LISTING_ATTEMPTS; attempt += 1) {
    const pages = await readPages(caller, zone, deadline);
    const records = new Map<string, ZoneRecord>();
    for (const page of pages) for (const record of page.records) records.set(record.id, record);
    if (pages.every((page) => page.total === records.size)) {
      return { records: [...records.values()], providerNow: latest(pages) };
    }
  }
  throw caller.error(
    { action: ACTION, subject: zone, isWrite: false },
    { kind: 'unreadable', status: null, what: 'the number of records kept differing from the total' },
  );
}

async function readPages(caller: AliyunCaller, zone: string, deadline: Deadline): Promise<readonly Page[]> {
  const first = await readPage(caller, zone, 1, deadline);
  const count = Math.ceil(first.total / first.pageSize);
  const pages: Page[] = [first];
  for (let next = 2; next <= count; next += PAGES_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(PAGES_AT_ONCE, count - next + 1) }, (_, i) => next + i);
    pages.push(...(await Promise.all(numbers.map((number) => readPage(caller, zone, number, deadline)))));
  }
  return pages;
}

async function readPage(
  caller: AliyunCaller,
  zone: string,
  number: number,
  deadline: Deadline,
): Promise<Page> {
  const parameters = { DomainName: zone, PageNumber: number, PageSize: PAGE_SIZE };
  const answer = await caller.read(ACTION, zone, parameters, deadline);
  const attempt = { action: ACTION, subject: zone, isWrite: false };
  return { ...caller.parse(attempt, answer.body, toSoundPage), answeredAt: answer.answeredAt };
}

/** Figures that would send the listing astray are no page at all. */
function toSoundPage(body: Body): RecordPage {
  const page = toPage(body);
  if (page.pageSize < 1 || page.pageSize > PAGE_SIZE) throw new UnexpectedShape('PageSize', '1 to 500');
  if (page.total > MAX_RECORDS_PER_ZONE) throw new UnexpectedShape('TotalCount', 'at most 100000');
  return page;
}

function latest(pages: readonly Page[]): number | null {
  const instants = pages.flatMap((page) => (page.answeredAt === null ? [] : [page.answeredAt]));
  return instants.length === 0 ? null : Math.max(...instants);
}
