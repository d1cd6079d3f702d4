import type { ClusterView } from '../model/cluster-view.ts';
import { LINES, type Line } from '../model/line.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { lineName, memberName } from './names.ts';
import { tableLines } from './table.ts';

/** Answers: how are the settings of the whole cluster listed? One row each, those left to the program too. */
export function clusterLines(view: ClusterView, language: Language): string[] {
  const settings = listedCluster(view);
  const rows: (readonly [Text, Text])[] = [
    [text('witness zone', '见证记录主域名'), zoneWords(settings)],
    [
      text('time-out', '失联时限'),
      text(
        `${settings.timeoutMinutes} min of silence, for nodes without witness`,
        `${settings.timeoutMinutes} 分钟（无见证能力的节点）`,
      ),
    ],
    [text('legacy peers', '旧版程序节点'), LEGACY_WORDS[settings.legacyPeers]],
    ...settings.backups.map(({ line, nodes }): readonly [Text, Text] => [
      text(`backups of ${lineName(line, 'en')}`, `${lineName(line, 'zh')} 的备用顺序`),
      text(nodes.join(', '), nodes.join('、')),
    ]),
  ];
  if (settings.backups.length === 0)
    rows.push([text('backups', '备用顺序'), text('chosen by the program', '由程序安排')]);
  const cells = rows.map(([name, value]) => [name[language], value[language]]);
  return tableLines(['', ''], cells).slice(1);
}

export interface ListedCluster {
  /** null: the zone of the first service. */
  readonly witnessZone: string | null;
  /** Where witness records are written now; null: nowhere, for there is no service. */
  readonly witnessZoneInUse: string | null;
  readonly timeoutMinutes: number;
  readonly legacyPeers: 'allow' | 'deny';
  /** Only lines with an order of their own; friendly names of the nodes. */
  readonly backups: readonly { readonly line: Line; readonly nodes: readonly string[] }[];
}

export function listedCluster(view: ClusterView): ListedCluster {
  const { witnessZone, timeoutMinutes, legacyPeers, lineBackups, services } = view.configuration;
  return {
    witnessZone,
    witnessZoneInUse: witnessZone ?? services[0]?.zone ?? null,
    timeoutMinutes,
    legacyPeers,
    backups: LINES.flatMap((line) => {
      const ids = lineBackups[line] ?? [];
      return ids.length === 0 ? [] : [{ line, nodes: ids.map((id) => memberName(view, id) ?? id) }];
    }),
  };
}

const LEGACY_WORDS: Readonly<Record<ListedCluster['legacyPeers'], Text>> = {
  allow: text('allow: clear secrets may be sent to nodes of the Go program', 'allow：允许向其发送明文密钥'),
  deny: text('deny: no clear secrets are sent to nodes of the Go program', 'deny：不向其发送明文密钥'),
};

function zoneWords({ witnessZone, witnessZoneInUse }: ListedCluster): Text {
  if (witnessZone !== null) return text(witnessZone, witnessZone);
  if (witnessZoneInUse === null)
    return text(
      'auto: that of the first service; there is none yet',
      'auto：第一个服务的主域名，目前没有服务',
    );
  return text(
    `auto: ${witnessZoneInUse}, that of the first service`,
    `auto：${witnessZoneInUse}（第一个服务的主域名）`,
  );
}
