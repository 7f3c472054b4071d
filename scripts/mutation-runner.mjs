// A test runner for Stryker that keeps everything in one process: sources and tests are bundled and loaded once, a mutant is
// switched on through a global variable, and only the tests that reach it run, the likeliest to fail first.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadTests, runTest } from './mutation-tests.mjs';

/** The form in which Stryker loads plugins. */
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: createRunner }];

// What Stryker's instrumented code reads and writes.
const switches = { activeMutant: undefined };
globalThis.__stryker__ = switches;

/** What each test costs without a mutant: written by the process of the dry run, read by its sisters. */
const costsFile = '.mutation-costs.json';

/** A loop has no end when a test takes so many times the steps that it takes without a mutant. */
const patience = 20;
const leastSteps = 10_000;

const passed = 0;
const failed = 1;

createRunner.inject = ['options'];
function createRunner(options) {
  let tests = new Map();
  let costs;
  /** Ids of tests that killed a mutant, the last first: neighbours mostly die of the same test. */
  let killers = [];

  const run = async (test, mutant) => {
    switches.steps = 0;
    switches.stepLimit = mutant === undefined ? Infinity : Math.max(leastSteps, patience * costs[test.id].steps);
    switches.activeMutant = mutant;
    const started = performance.now();
    const failure = await runTest(test);
    const milliseconds = performance.now() - started;
    switches.activeMutant = undefined;
    return { failure, milliseconds, steps: switches.steps, endless: switches.steps > switches.stepLimit };
  };

  return {
    // Nothing is reloaded: mutants that act while modules are loaded are ignored (see stryker.config.mjs).
    capabilities: () => ({ reloadEnvironment: true }),

    async init() {
      const all = await loadTests(options.inProcess);
      tests = new Map(all.map((test) => [test.id, test]));
    },

    async dryRun() {
      const results = [];
      costs = {};
      for (const test of tests.values()) {
        const { id, name, file } = test;
        switches.currentTestId = id;
        const { failure, steps, milliseconds } = await run(test, undefined);
        costs[id] = { steps, milliseconds };
        switches.currentTestId = undefined;
        const result = { id, name, fileName: resolve(file), timeSpentMs: milliseconds };
        results.push(failure === undefined ? { ...result, status: passed } : { ...result, status: failed, failureMessage: failure });
      }
      writeFileSync(costsFile, JSON.stringify(costs));
      return { status: 'complete', tests: results, mutantCoverage: switches.mutantCoverage };
    },

    async mutantRun({ activeMutant, testFilter }) {
      costs ??= JSON.parse(readFileSync(costsFile, 'utf8'));
      const candidates = (testFilter ?? [...tests.keys()]).map((id) => tests.get(id));
      const rank = new Map(killers.map((id, index) => [id, index - killers.length]));
      const order = (test) => rank.get(test.id) ?? costs[test.id].milliseconds;
      candidates.sort((a, b) => order(a) - order(b));
      let nrOfTests = 0;
      for (const test of candidates) {
        const { failure, endless } = await run(test, activeMutant.id);
        nrOfTests++;
        if (failure === undefined && !endless) continue;
        const { failure: lasting } = await run(test, undefined);
        if (lasting !== undefined) return { status: 'error', errorMessage: `"${test.name}" fails without the mutant: ${lasting}` };
        if (endless) return { status: 'timeout', reason: 'a loop did not end' };
        killers = [test.id, ...killers.filter((id) => id !== test.id)].slice(0, 10);
        return { status: 'killed', killedBy: [test.id], failureMessage: failure, nrOfTests };
      }
      return { status: 'survived', nrOfTests };
    },
  };
}
