import { describe } from 'node:test';
import { MemoryState, MemoryStore } from '../../src/store/memory-store.ts';
import { checkStoreContract } from './store-contract.ts';

describe('the memory store', () => {
  checkStoreContract(async () => {
    const state = new MemoryState();
    return { open: () => new MemoryStore(state) };
  });
});
