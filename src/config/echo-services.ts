import type { Family } from '../model/family.ts';

/**
 * Services asked when no address source is configured: free, without registration, reachable from mainland
 * China, each run by somebody else, so that two who agree are two witnesses. Collected 2026-11 from what
 * dynamic-DNS clients use at present; the last of each list stands outside China, for nodes there.
 */
export const ECHO_SERVICES: Readonly<Record<Family, readonly string[]>> = {
  v4: [
    'https://myip.ipip.net',
    'https://ddns.oray.com/checkip',
    'https://ip.3322.net',
    'https://v4.yinghualuo.cn/bejson',
    'https://api.ipify.org',
  ],
  v6: [
    'https://speed.neu6.edu.cn/getIP.php',
    'https://6.ipw.cn',
    'https://v6.yinghualuo.cn/bejson',
    'https://v6.ident.me',
    'https://api6.ipify.org',
  ],
};
