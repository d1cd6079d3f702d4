import type { AddressSourceConfig } from '../../config/config.ts';
import type { AddressSource } from './address-detector.ts';
import { commandSource } from './command.ts';
import { fixedSource } from './fixed.ts';
import { httpEchoSource } from './http-echo.ts';
import { interfaceSource } from './interface.ts';

/** From settings to sources: the one list of the kinds there are. */

/** Sources that are asked together; a later group is asked only when the earlier ones cannot be believed. */
export interface AddressSourceGroup {
  readonly kind: AddressSource['kind'];
  readonly sources: readonly AddressSource[];
}

/** One group per configured entry, in its order. */
export function createSources(entries: readonly AddressSourceConfig[]): readonly AddressSourceGroup[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case 'fixed':
        return alone(fixedSource(entry.address));
      case 'interface':
        return alone(interfaceSource(entry.name));
      case 'command':
        return alone(commandSource(entry.command));
      case 'http':
        return { kind: 'hearsay', sources: entry.urls.map(httpEchoSource) };
    }
  });
}

function alone(source: AddressSource): AddressSourceGroup {
  return { kind: source.kind, sources: [source] };
}
