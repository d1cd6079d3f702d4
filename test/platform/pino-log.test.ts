import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { Secret } from '../../src/model/secret.ts';
import { text } from '../../src/model/text.ts';
import { pinoLog } from '../../src/platform/pino-log.ts';
import type { Log } from '../../src/platform/log.ts';
import type { PinoLogOptions } from '../../src/platform/pino-log.ts';

const HELLO = text('hello', '你好');

function written(options: Partial<PinoLogOptions>, use: (log: Log) => void): string {
  let output = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  use(pinoLog({ level: 'info', format: 'json', language: 'en', isColored: false, destination, ...options }));
  return output;
}

function onlyLine(output: string): string {
  const lines = output.split('\n').filter((line) => line !== '');
  assert.equal(lines.length, 1, output);
  return lines[0] ?? '';
}

describe('the log', () => {
  it('writes one JSON object per event, with level, time, event, text and facts', () => {
    const output = written({ language: 'zh' }, (log) => {
      log.child({ zone: 'example.test' }).warn('thing-happened', HELLO, { count: 3 });
    });
    const line = JSON.parse(onlyLine(output)) as Record<string, unknown>;
    assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT/);
    delete line['time'];
    assert.deepEqual(line, {
      level: 'warn',
      event: 'thing-happened',
      msg: '你好',
      zone: 'example.test',
      count: 3,
    });
  });

  it('writes one readable line on a terminal, whatever the facts hold', () => {
    const output = written({ format: 'pretty' }, (log) => {
      log.info('thing-happened', text('a\nb', ''), { from: 'gz', odd: 'x\ny=1', list: [1, { a: 'b\n' }] });
    });
    assert.match(
      onlyLine(output),
      /INFO.*: a b {2,}event=thing-happened from=gz odd="x\\ny=1" list=\[1,\{"a":"b\\n"\}\]$/,
    );
  });

  it('has written the line when the call returns', () => {
    for (const format of ['json', 'pretty'] as const) {
      let during = '';
      const destination = new Writable({
        write(chunk: Buffer, _encoding, done) {
          during += chunk.toString();
          done();
        },
      });
      pinoLog({ level: 'info', format, language: 'en', destination }).info('now', HELLO);
      assert.match(during, /hello/);
    }
  });

  it('prints *** for a secret wherever it stands', () => {
    for (const format of ['json', 'pretty'] as const) {
      const secret = Secret.of('hunter2');
      const output = written({ format }, (log) => {
        log
          .child({ secret })
          .info('e', HELLO, { deep: [{ secret }], map: new Map([['k', secret]]), set: new Set([secret]) });
      });
      assert.equal(output.includes('hunter2'), false, output);
      assert.equal(output.split('***').length - 1, 4, output);
    }
  });

  it('prints an error with code, words and causes, its stack only at level debug', () => {
    const error = new AppError('unavailable', text('no answer', '没有应答'), {
      hint: text('try again', '请重试'),
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
    const read = (level: 'debug' | 'info'): Record<string, unknown> => {
      const output = written({ level, language: 'zh' }, (log) => {
        log.error('failed', HELLO, { error });
      });
      return (JSON.parse(onlyLine(output)) as { error: Record<string, unknown> }).error;
    };
    assert.deepEqual(read('info'), {
      code: 'unavailable',
      message: '没有应答',
      hint: '请重试',
      cause: { name: 'Error', code: 'ECONNREFUSED', message: 'refused' },
    });
    assert.match(String(read('debug')['stack']), /pino-log\.test/);
  });

  it('keeps an error on one line, stack and all, under any name', () => {
    for (const format of ['json', 'pretty'] as const) {
      const output = written({ level: 'debug', format }, (log) => {
        log.error('failed', HELLO, { err: new Error('one'), error: new Error('two') });
      });
      const line = onlyLine(output);
      for (const part of ['one', 'two', 'pino-log.test']) assert.ok(line.includes(part), line);
      assert.equal(line.includes('"type"'), false, line);
    }
  });

  it('says nothing below its level', () => {
    const output = written({ level: 'warn' }, (log) => {
      log.debug('a', HELLO);
      log.info('b', HELLO);
      log.error('c', HELLO);
    });
    assert.match(onlyLine(output), /"event":"c"/);
  });

  it('survives facts that hold themselves, and keeps its own names', () => {
    const loop: Record<string, unknown> = { big: 12345678901234567890n };
    loop['self'] = loop;
    const output = written({}, (log) => {
      log.info('e', HELLO, { loop, event: 'x', msg: 'y' });
    });
    const line = JSON.parse(onlyLine(output)) as Record<string, unknown>;
    assert.equal(line['event'], 'e');
    assert.equal(line['event_'], 'x');
    assert.equal(line['msg'], 'hello');
  });
});
