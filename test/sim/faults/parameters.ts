/** The parameters of a fault, read back from plain JSON. */
import type { Fault } from '../schedule/schedule.ts';

export function textOf(fault: Fault, name: string): string {
  const value = fault[name];
  if (typeof value !== 'string') throw new Error(`${fault.kind}: ${name} is no text`);
  return value;
}

export function numberOf(fault: Fault, name: string): number {
  const value = fault[name];
  if (typeof value !== 'number') throw new Error(`${fault.kind}: ${name} is no number`);
  return value;
}

export function isSet(fault: Fault, name: string): boolean {
  return fault[name] === true;
}

export function textsOf(fault: Fault, name: string): readonly string[] {
  const value = fault[name];
  if (!Array.isArray(value)) throw new Error(`${fault.kind}: ${name} is no list`);
  return value as readonly string[];
}
