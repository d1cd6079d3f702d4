import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Family } from '../../model/family.ts';
import type { AddressSource, Detection } from './address-detector.ts';
import { findAddress } from './find-address.ts';
import { originOf } from './origin.ts';

/**
 * Asks a service on the internet from which address it is being asked. The connection is forced onto the
 * family in question, made anew each time (a kept one would go on from an old address), and follows no
 * redirect; only a plain 200 with exactly one address in it counts.
 */
const MAX_BYTES = 64 * 1024;

export function httpEchoSource(url: string): AddressSource {
  const target = new URL(url);
  return {
    name: `http ${target.origin}${target.pathname}`,
    kind: 'hearsay',
    origin: originOf(target),
    detect: (family, signal) => ask(target, family, signal),
  };
}

async function ask(target: URL, family: Family, signal: AbortSignal): Promise<Detection> {
  const number = family === 'v4' ? 4 : 6;
  const literal = isIP(target.hostname.replace(/^\[|\]$/g, ''));
  if (literal !== 0 && literal !== number) {
    return { kind: 'unknown', why: `the URL names an IPv${literal} address` };
  }
  try {
    const { status, body } = await get(target, number, signal);
    if (status !== 200) return { kind: 'unknown', why: `HTTP status ${status}` };
    const found = findAddress(body, family);
    if (found.kind === 'one') return { kind: 'address', address: found.address };
    if (found.kind === 'none') return { kind: 'unknown', why: `no IPv${number} address in the answer` };
    return {
      kind: 'unknown',
      why: `several addresses in the answer: ${found.addresses.slice(0, 3).join(', ')}`,
    };
  } catch (error) {
    return { kind: 'unknown', why: reasonOf(error) };
  }
}

function get(target: URL, family: 4 | 6, signal: AbortSignal): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = { 'User-Agent': 'CocoaSyncer', Accept: 'text/plain, application/json;q=0.9, */*;q=0.5' };
    const request = send(target, { family, agent: false, headers, signal });
    request.on('error', reject);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        request.destroy();
        resolve({ status, body: '' });
        return;
      }
      read(request, response).then((body) => {
        resolve({ status, body });
      }, reject);
    });
    request.end();
  });
}

async function read(request: ClientRequest, response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) {
      request.destroy();
      throw new Error(`answer over ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'AbortError') return 'no answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
