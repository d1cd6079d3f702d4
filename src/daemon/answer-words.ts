/** What did a node answer that did not do what it was asked, in words? Fit to stand in brackets. */
import type { PeerReplicateAnswer } from '../cluster/peer/peer-api.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';

const WORDS: Readonly<Record<PeerReplicateAnswer['kind'], Text>> = {
  stored: text('it agreed', '已接受'),
  unauthorized: text('it does not accept the secret stored for it', '不接受此处保存的密钥'),
  'not-a-follower': text('it is no follower', '它不是从节点'),
  refused: text('it holds another configuration', '它持有其他版本的配置'),
  silent: text('no answer', '没有应答'),
};

export function answerWords(kind: PeerReplicateAnswer['kind']): Text {
  return WORDS[kind];
}
