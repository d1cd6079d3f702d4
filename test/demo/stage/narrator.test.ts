import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { displayWidth } from '../../../src/cli/table.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { Narrator } from '../../../src/demo/stage/narrator.ts';
import { text } from '../../../src/model/text.ts';
import { fakeTerminal } from '../../cli/fake-terminal.ts';

const LONG = text(
  'B runs and finds the address of C in its records. Nothing is snatched back.',
  'B 已运行，发现自己线路的记录里是 C 的地址。谁也不抢：归来者先待命。',
);

class Screen extends Writable {
  readonly isTTY = true;
  columns = 60;
  written = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
}

function onScreen(env: Record<string, string> = {}): { narrator: Narrator; screen: Screen } {
  const screen = new Screen();
  const terminal: Terminal = { ...fakeTerminal({ env, language: 'zh' }), output: screen };
  return { narrator: new Narrator(terminal), screen };
}

describe('telling the story', () => {
  it('writes plain whole lines into a pipe: no colours, no cursor, nothing that is replaced', () => {
    const terminal = fakeTerminal({ columns: 60 });
    const narrator = new Narrator(terminal);
    narrator.chapter(text('One', '一'));
    narrator.live(text('waiting', '等待'));
    narrator.tell(LONG, 'good');
    narrator.show(['a table'], () => true);
    const lines = terminal.out().split('\n');
    assert.ok(['\u001b', '\r', 'waiting'].every((trace) => !terminal.out().includes(trace)));
    assert.ok(lines.every((line) => displayWidth(line) <= 60));
    assert.match(terminal.out(), /^\[ {2}0\.\d s\] B runs/m);
  });

  it('keeps within the width that the window has now', () => {
    const { narrator, screen } = onScreen({ NO_COLOR: '1' });
    narrator.tell(LONG);
    screen.columns = 44;
    narrator.tell(LONG);
    const [first = 0, ...others] = screen.written.trimEnd().split('\n').map(displayWidth);
    assert.ok(first > 44 && first <= 60);
    assert.ok(others.slice(-2).every((width) => width <= 44));
  });

  it('replaces the live line and takes it away before the next whole one', () => {
    const { narrator, screen } = onScreen({ NO_COLOR: '1' });
    narrator.live(text('', '一'));
    narrator.live(text('', '一'));
    narrator.live(text('', '二'.repeat(60)));
    narrator.explain(text('', '完'));
    const [first, second, last] = screen.written.split('\r').slice(1);
    assert.equal(first, '          一\u001b[K');
    assert.ok(displayWidth((second ?? '').replace('\u001b[K', '')) < 60);
    assert.match(second ?? '', /…/);
    assert.equal(last, '\u001b[K完\n');
  });

  it('colours on a terminal, unless NO_COLOR is set', () => {
    const colored = onScreen();
    colored.narrator.tell(LONG, 'good');
    assert.ok(colored.screen.written.includes('\u001b[32m'));
    const plain = onScreen({ NO_COLOR: '1' });
    plain.narrator.tell(LONG, 'good');
    assert.ok(!plain.screen.written.includes('\u001b'));
  });
});
