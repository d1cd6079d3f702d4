/** Whether an address is this machine's own, so that the admin interface may listen to it. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
