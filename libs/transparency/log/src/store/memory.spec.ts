// In: the memory store. Out: it keeps the contract of the port.
import { logStoreContract } from '../../../../../test/conformance/log-store/contract.ts';
import { MemoryLogStore } from './memory.ts';

logStoreContract('memory', async () => ({ store: new MemoryLogStore(), close: async () => undefined }));
