// A test runner for Stryker that keeps everything in one process: sources and tests are bundled and loaded once, a mutant is
// switched on through a global variable, and only the tests that reach it run, the likeliest to fail first.
import { resolve } from 'node:path';
import { loadTests, runTest } from './mutation-tests.mjs';

/** The form in which Stryker loads plugins. */
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: createRunner }];

// What Stryker's instrumented code reads and writes.
const switches = { activeMutant: undefined };
globalThis.__stryker__ = switches;

/** A loop has no end when a test takes so many times the steps that it takes without a mutant. */
const patience = 20;
const leastSteps = 10_000;

/** Statuses of tests, by Stryker's numbers. */
const passed = 0;
const failed = 1;

createRunner.inject = ['options'];
function createRunner(options) {
  let tests = new Map();
  /** What each test takes without a mutant, by its id. */
  const costs = new Map();
  /** Ids of tests that killed a mutant, the last first: neighbours mostly die of the same test. */
  let killers = [];

  const run = async (test, mutant, stepLimit = Infinity) => {
    Object.assign(switches, { activeMutant: mutant, steps: 0, stepLimit });
    const started = performance.now();
    const failure = await runTest(test);
    switches.activeMutant = undefined;
    return { failure, milliseconds: performance.now() - started, steps: switches.steps };
  };

  /** What the sources make on first use must not be made by a mutant, so all tests run once before. No mutant has this name. */
  const warmUp = async () => {
    for (const test of tests.values()) {
      const { milliseconds, steps } = await run(test, 'none');
      costs.set(test.id, { milliseconds, steps });
    }
  };

  const judge = async (test, mutant) => {
    const stepLimit = Math.max(leastSteps, patience * costs.get(test.id).steps);
    const { failure, steps } = await run(test, mutant, stepLimit);
    const endless = steps > stepLimit;
    if (failure === undefined && !endless) return undefined;
    const { failure: lasting } = await run(test);
    if (lasting !== undefined) return { status: 'error', errorMessage: `"${test.name}" fails without the mutant: ${lasting}` };
    return endless
      ? { status: 'timeout', reason: 'a loop did not end' }
      : { status: 'killed', killedBy: [test.id], failureMessage: failure };
  };

  return {
    // Nothing is reloaded: mutants that act while modules are loaded are ignored (see stryker.config.mjs).
    capabilities: () => ({ reloadEnvironment: true }),

    async init() {
      tests = new Map((await loadTests(options.inProcess)).map((test) => [test.id, test]));
      await warmUp();
    },

    async dryRun() {
      const results = [];
      for (const test of tests.values()) {
        const { id, name, file } = test;
        switches.currentTestId = id;
        const { failure, milliseconds } = await run(test);
        switches.currentTestId = undefined;
        const result = { id, name, fileName: resolve(file), timeSpentMs: milliseconds };
        results.push(failure === undefined ? { ...result, status: passed } : { ...result, status: failed, failureMessage: failure });
      }
      return { status: 'complete', tests: results, mutantCoverage: switches.mutantCoverage };
    },

    async mutantRun({ activeMutant, testFilter }) {
      const rank = new Map(killers.map((id, index) => [id, index - killers.length]));
      const order = (id) => rank.get(id) ?? costs.get(id).milliseconds;
      const candidates = [...(testFilter ?? tests.keys())].sort((a, b) => order(a) - order(b));
      for (const [index, id] of candidates.entries()) {
        const end = await judge(tests.get(id), activeMutant.id);
        if (end === undefined) continue;
        if (end.status === 'killed') killers = [id, ...killers.filter((other) => other !== id)].slice(0, 10);
        return { ...end, nrOfTests: index + 1 };
      }
      return { status: 'survived', nrOfTests: candidates.length };
    },
  };
}
