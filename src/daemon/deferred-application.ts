/**
 * Stands in for the node while its database does not answer yet: the API is up, and says why it cannot serve.
 */
import type { Application } from '../http/application.ts';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

export class DeferredApplication implements Application {
  #real: Application | null = null;

  /** From now on everything goes to the node. */
  become(application: Application): void {
    this.#real = application;
  }

  get isReady(): boolean {
    return this.#real !== null;
  }

  readState: Application['readState'] = (request) => this.#node().readState(request);
  replicate: Application['replicate'] = (request) => this.#node().replicate(request);
  isAuthorized: Application['isAuthorized'] = (secret) => this.#node().isAuthorized(secret);
  view: Application['view'] = () => this.#node().view();
  preview: Application['preview'] = (edit) => this.#node().preview(edit);
  apply: Application['apply'] = (edit, touchRecords) => this.#node().apply(edit, touchRecords);
  plan: Application['plan'] = (options) => this.#node().plan(options);
  quit: Application['quit'] = (dissolve) => this.#node().quit(dissolve);
  memberLeft: Application['memberLeft'] = (nodeId) => this.#node().memberLeft(nodeId);
  setFrozen: Application['setFrozen'] = (isFrozen) => this.#node().setFrozen(isFrozen);
  drain: Application['drain'] = () => this.#node().drain();
  adoptConfiguration: Application['adoptConfiguration'] = (node) => this.#node().adoptConfiguration(node);
  forceConfiguration: Application['forceConfiguration'] = () => this.#node().forceConfiguration();
  witnessNames: Application['witnessNames'] = () => this.#node().witnessNames();

  #node(): Application {
    if (this.#real !== null) return this.#real;
    throw new AppError(
      'unavailable',
      text('this node has just started and waits for its database', '本节点刚刚启动，正在等待数据库'),
      { hint: text('look at its log for the reason', '原因请查看日志') },
    );
  }
}
