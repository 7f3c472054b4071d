import { baseCodes } from './base.ts';
import { budgetCodes } from './budget.ts';
import { firewallCodes } from './firewall.ts';
import { lifecycleCodes } from './lifecycle.ts';
import { networkCodes } from './network.ts';

/** Network, start and stop of the containers, values known only at run time, LinuxKit base files. */
export const runtimeCodes = { ...networkCodes, ...firewallCodes, ...lifecycleCodes, ...baseCodes, ...budgetCodes } as const;
