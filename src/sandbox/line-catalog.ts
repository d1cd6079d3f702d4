import type { EditionLimits } from './edition.ts';

/**
 * Which lines exist, what are they called, and which line does a line belong to?
 *
 * A good part of the provider's list, by the same naming rules; the provider adds lines without notice,
 * so clients ask DescribeSupportLines instead of knowing them.
 */
export interface LineEntry {
  readonly code: string;
  readonly name: string;
  /** With the names of its fathers in front. */
  readonly displayName: string;
  /** null on the top level. */
  readonly fatherCode: string | null;
  readonly since: EditionLimits['lines'];
}

type Names = Readonly<Record<string, string>>;

const BASIC: Names = {
  default: '默认',
  telecom: '电信',
  unicom: '联通',
  mobile: '移动',
  edu: '教育网',
  oversea: '境外',
  search: '搜索引擎',
};
const ENGINES: Names = { google: '谷歌', baidu: '百度', biying: '必应', youdao: '有道' };
const CARRIERS: Names = { drpeng: '鹏博士', btvn: '广电网' };

const PROVINCES: Names = {
  anhui: '安徽',
  beijing: '北京',
  chongqing: '重庆',
  fujian: '福建',
  gansu: '甘肃',
  guangdong: '广东',
  guangxi: '广西',
  guizhou: '贵州',
  hainan: '海南',
  hebei: '河北',
  heilongjiang: '黑龙江',
  henan: '河南',
  hubei: '湖北',
  hunan: '湖南',
  jiangsu: '江苏',
  jiangxi: '江西',
  jilin: '吉林',
  liaoning: '辽宁',
  neimenggu: '内蒙古',
  ningxia: '宁夏',
  qinghai: '青海',
  shaanxi: '陕西',
  shandong: '山东',
  shanghai: '上海',
  shanxi: '山西',
  sichuan: '四川',
  tianjin: '天津',
  xinjiang: '新疆',
  xizang: '西藏',
  yunnan: '云南',
  zhejiang: '浙江',
};

const CONTINENTS: Names = {
  africa: '非洲',
  asia: '亚洲',
  euro: '欧洲',
  namerica: '北美洲',
  oceanica: '大洋洲',
  samerica: '南美洲',
};

const COUNTRIES: Readonly<Record<string, Names>> = {
  africa: { za: '南非' },
  asia: { hk: '中国香港', jp: '日本', kr: '韩国', sg: '新加坡', th: '泰国', tw: '中国台湾', vn: '越南' },
  euro: { de: '德国', es: '西班牙', fr: '法国', gb: '英国', it: '意大利', nl: '荷兰', ru: '俄罗斯' },
  namerica: { ca: '加拿大', mx: '墨西哥', us: '美国' },
  oceanica: { au: '澳大利亚', nz: '新西兰' },
  samerica: { ar: '阿根廷', br: '巴西' },
};

const CATALOG: ReadonlyMap<string, LineEntry> = buildCatalog();

export function lineEntry(code: string): LineEntry | null {
  return CATALOG.get(code) ?? null;
}

/** The lines that an edition includes, fathers before their children. */
export function linesOf(limits: EditionLimits): readonly LineEntry[] {
  const ranks = ['basic', 'carriers', 'all'];
  const rank = ranks.indexOf(limits.lines);
  return [...CATALOG.values()].filter((line) => ranks.indexOf(line.since) <= rank);
}

/** The line itself, then its fathers, then `default`: the order in which an answer is looked for. */
export function lineChain(code: string): readonly string[] {
  const chain: string[] = [];
  for (let line = lineEntry(code); line !== null; line = lineEntry(line.fatherCode ?? '')) {
    chain.push(line.code);
  }
  return chain.includes('default') ? chain : [...chain, 'default'];
}

function buildCatalog(): Map<string, LineEntry> {
  const catalog = new Map<string, LineEntry>();
  const add = (code: string, name: string, fatherCode: string | null, since: LineEntry['since']): void => {
    const father = catalog.get(fatherCode ?? '');
    const displayName = father === undefined ? name : `${father.displayName}_${name}`;
    catalog.set(code, { code, name, displayName, fatherCode, since });
  };
  const top = (names: Names, since: LineEntry['since']): void => {
    for (const [code, name] of Object.entries(names)) add(code, name, null, since);
  };
  top(BASIC, 'basic');
  for (const [code, name] of Object.entries(ENGINES)) add(code, name, 'search', 'basic');
  top(CARRIERS, 'carriers');
  for (const carrier of ['telecom', 'unicom', 'mobile', 'edu', 'drpeng', 'btvn']) {
    for (const [code, name] of Object.entries(PROVINCES)) {
      add(`cn_${carrier}_${code}`, name, carrier, 'all');
    }
  }
  for (const [continent, name] of Object.entries(CONTINENTS)) {
    add(`os_${continent}`, name, 'oversea', 'all');
    for (const [country, title] of Object.entries(COUNTRIES[continent] ?? {})) {
      add(`os_${continent}_${country}`, title, `os_${continent}`, 'all');
    }
  }
  return catalog;
}
