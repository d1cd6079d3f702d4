import type { Config } from '../config/config.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { printable, tableLines } from './table.ts';

/** Answers: what did the settings file and the environment come to? */
export function configLines(config: Config, warnings: readonly Text[], language: Language): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['NodeName', config.nodeName],
    ['NodeCode', config.nodeCode],
    ['NodeAddress', config.nodeAddress],
    ['WorkMode', config.role],
    [
      'CocoaSecret',
      config.secret === null ? text('generated at first start', '首次启动时生成')[language] : '***',
    ],
    ['APIPort', `${config.apiPort} (${config.listenHost})`],
    ['DataBaseType', config.database.type],
    ['Profile', config.profile],
    ['DryRun', String(config.isDryRun)],
  ];
  const source =
    config.path === null
      ? text('There is no settings file; embedded defaults are used.', '没有配置文件，使用内置默认值。')
      : text(`${config.path} is in order.`, `${config.path} 没有问题。`);
  const notes = warnings.map((warning) => `! ${printable(warning[language])}`);
  return [source[language], ...notes, ...tableLines(['', ''], rows).slice(1)];
}
