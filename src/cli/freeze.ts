import { Argument, type Command } from 'commander';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { connect } from './connect.ts';
import { inLanguage, say } from './terminal.ts';

/** Answers: what does `cocoasyncer freeze on|off` do? No line changes hands while a node is frozen. */
export function freezeCommand(cli: Cli): Command {
  const summary = text(
    'stop all moves by this node, or allow them again',
    '停止（或恢复）本节点的一切线路切换',
  );
  const state = new Argument('<state>', inLanguage(cli.terminal, text('on or off', 'on 或 off')));
  return newCommand(cli, 'freeze', summary)
    .addArgument(state.choices(['on', 'off']))
    .action(async (wanted: 'on' | 'off') => {
      const client = await connect(cli);
      await client.setFrozen(wanted === 'on');
      say(cli.terminal, wanted === 'on' ? FROZEN : FREE);
    });
}

const FROZEN = text(
  'Frozen: this node takes nothing over and gives nothing back; it still follows its own address. ' +
    'Other nodes are not frozen by this. `cocoasyncer freeze off` ends it.',
  '已冻结：本节点不接管也不归还任何线路，但仍会更新自身地址。其他节点不受影响。用 `cocoasyncer freeze off` 解除。',
);
const FREE = text('Moves are allowed again.', '已恢复切换。');
