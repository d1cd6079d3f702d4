import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Family } from '../../src/model/family.ts';

/** Addresses of nodes that a test can change: each node runs a command that prints a file of these. */
export class AddressFiles {
  readonly #folder: string;

  static async create(): Promise<AddressFiles> {
    return new AddressFiles(await mkdtemp(join(tmpdir(), 'cocoa-addresses-')));
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Settings of a node whose addresses are told by `set`. */
  settings(code: string): Readonly<Record<string, unknown>> {
    const source = (family: Family): readonly unknown[] => [{ command: ['cat', this.#path(code, family)] }];
    return { Addresses: { IPv4: source('v4'), IPv6: source('v6') } };
  }

  /** From now on this is the node's address. Never half of it can be read. */
  async set(code: string, family: Family, address: string): Promise<void> {
    const path = this.#path(code, family);
    await writeFile(`${path}.new`, `${address}\n`);
    await rename(`${path}.new`, path);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  #path(code: string, family: Family): string {
    return join(this.#folder, `${code}.${family}`);
  }
}
