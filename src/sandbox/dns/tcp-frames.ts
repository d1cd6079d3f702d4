/** Cuts a stream of DNS messages, each behind its length in two bytes, into messages and what is left over. */
export function splitFrames(stream: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = [];
  let at = 0;
  while (stream.length - at >= 2) {
    const end = at + 2 + stream.readUInt16BE(at);
    if (end > stream.length) break;
    messages.push(stream.subarray(at + 2, end));
    at = end;
  }
  return { messages, rest: stream.subarray(at) };
}
