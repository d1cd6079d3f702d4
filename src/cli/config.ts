import type { Command } from 'commander';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand, newGroup, withJson } from './command.ts';
import { connect } from './connect.ts';
import { configLines } from './describe-config.ts';
import { hasConsent } from './edit-flow.ts';
import { findMember } from './names.ts';
import { inLanguage, printJson, printLines, say } from './terminal.ts';

/**
 * Answers: what does `cocoasyncer config` do? `check` reads this machine's settings file; `adopt` and
 * `force` settle which of two editions of the cluster's configuration counts.
 */
export function configCommand(cli: Cli): Command {
  const summary = text('settings file and edition of the configuration', '配置文件与集群配置版本');
  return newGroup(cli, 'config', summary, [checkConfig(cli), adoptConfig(cli), forceConfig(cli)]);
}

function checkConfig(cli: Cli): Command {
  const summary = text('check the settings file, naming all problems', '检查配置文件，一次列出全部问题');
  const command = withJson(cli, newCommand(cli, 'check', summary));
  return command.action(async ({ json }: { json?: boolean }) => {
    try {
      const { config, warnings } = await cli.settings();
      if (json === true) printJson(cli.terminal, { isValid: true, warnings, config });
      else printLines(cli.terminal, configLines(config, warnings, cli.terminal.language));
    } catch (error) {
      if (json !== true || !(error instanceof AppError)) throw error;
      printJson(cli.terminal, { isValid: false, problem: error.text, hint: error.hint });
      cli.finish(1);
    }
  });
}

function adoptConfig(cli: Cli): Command {
  const summary = text(
    "on a leader that lost its newest configuration: take over a follower's",
    '在丢失最新配置的主节点上：采用某个从节点的配置',
  );
  return newCommand(cli, 'adopt', summary)
    .argument('<node>', inLanguage(cli.terminal, text('name or code of the follower', '从节点的名称或代号')))
    .option('-y, --yes', inLanguage(cli.terminal, YES))
    .action(async (wanted: string, { yes }: { yes?: boolean }) => {
      const client = await connect(cli);
      const node = findMember(await client.view(), wanted);
      say(
        cli.terminal,
        text(
          `This node's configuration is replaced by that of ${node.name}.`,
          `本节点的配置将被节点 ${node.name} 的配置取代。`,
        ),
      );
      if (!(await hasConsent(cli, yes === true))) {
        cli.finish(2);
        return;
      }
      await client.adoptConfiguration(node.id);
      say(cli.terminal, text('Done.', '完成。'));
    });
}

function forceConfig(cli: Cli): Command {
  const summary = text(
    "on the leader: make this node's configuration win over every other edition",
    '在主节点上：令本节点的配置胜过其他一切版本',
  );
  return newCommand(cli, 'force', summary)
    .option('-y, --yes', inLanguage(cli.terminal, YES))
    .action(async ({ yes }: { yes?: boolean }) => {
      const client = await connect(cli);
      const { self, configuration } = await client.view();
      if (self.role !== 'leader') throw notLeader();
      const { stamp } = configuration;
      say(
        cli.terminal,
        text(
          `Configuration ${stamp.epoch}.${stamp.version} of this node replaces whatever the other nodes have.`,
          `本节点的配置 ${stamp.epoch}.${stamp.version} 将取代其他节点上的任何配置。`,
        ),
      );
      if (!(await hasConsent(cli, yes === true))) {
        cli.finish(2);
        return;
      }
      await client.forceConfiguration();
      say(cli.terminal, text('Done.', '完成。'));
    });
}

function notLeader(): AppError {
  return new AppError(
    'not-allowed',
    text(
      'Only the leader can force its configuration; this node is a follower.',
      '只有主节点能强制推行配置；本节点是从节点。',
    ),
    {
      hint: text(
        'Run this on the leader; `cocoasyncer node list` shows which node that is.',
        '请在主节点上运行；`cocoasyncer node list` 可查看哪个节点是主节点。',
      ),
    },
  );
}

const YES = text('do it without asking', '不再询问，直接执行');
