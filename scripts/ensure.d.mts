// What the tests may know of ensure.mjs, which is plain JavaScript because it runs before the compiler is there.
export const ROOT: string;
export function isNodeNewEnough(version: string): boolean;
export function isInstalled(root?: string): boolean;
export function ensureBuilt(root?: string): Promise<boolean>;
