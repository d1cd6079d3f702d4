import { answerQuestion } from '../dns-answer.ts';
import type { Core } from '../engine/core.ts';
import { lineChain } from '../line-catalog.ts';
import type { LineChooser, LineMatch } from '../line-table.ts';
import { RCODE, readQuery, writeFormatError, writeReply, type Query, type Reply } from './packet.ts';

/** From the bytes of a query to the bytes of its answer; null: such a message is best left unanswered. */
export interface Visitor {
  readonly address: string;
  readonly isUdp: boolean;
}

export function answerMessage(
  core: Core,
  lineOf: LineChooser,
  message: Buffer,
  visitor: Visitor,
): Buffer | null {
  const reading = readQuery(message);
  if (reading.kind === 'ignore') return null;
  if (reading.kind === 'malformed') return writeFormatError(reading.id);
  return writeReply(reading.query, reply(core, lineOf, reading.query, visitor), visitor.isUdp);
}

function reply(core: Core, lineOf: LineChooser, query: Query, visitor: Visitor): Reply {
  if (query.opcode !== 0) return failure(RCODE.NOTIMP);
  if (query.edns !== null && query.edns.version > 0) return failure(RCODE.BADVERS);
  const [question, ...more] = query.questions;
  if (question === undefined || more.length > 0) return failure(RCODE.FORMERR);
  if (question.class !== 'IN') return failure(RCODE.REFUSED);
  const match = matchLine(lineOf, query, visitor);
  const view = {
    zones: core.zones,
    set: core.database.now,
    lines: lineChain(match.line),
    chance: () => core.random.next(),
    changedAt: (zone: string) => core.database.changedAt(zone),
  };
  const name = question.name.toLowerCase();
  const { rcode, ...answer } = answerQuestion(view, { name, type: question.type });
  const source = query.edns?.subnet?.prefix ?? 0;
  // Without a fitting block the answer holds for the whole subnet asked about.
  return { ...answer, rcode: RCODE[rcode], scopePrefix: source === 0 ? 0 : (match.prefix ?? source) };
}

/** The client subnet counts if there is one; with prefix 0 its sender asks us not to use it. */
function matchLine(lineOf: LineChooser, query: Query, visitor: Visitor): LineMatch {
  const subnet = query.edns?.subnet ?? null;
  return lineOf(subnet !== null && subnet.prefix > 0 ? subnet.address : visitor.address);
}

function failure(rcode: number): Reply {
  return { rcode, isAuthoritative: false, answers: [], authorities: [], scopePrefix: 0 };
}
