import { type AnalyseRequest, type Analysis, analyse } from '../src/analyse.ts';
import { memoryHost } from '../src/load/memory-host.ts';
import { defaultOptions } from '../src/model/options.ts';

/** Analyses a folder in memory, as a run without options does. */
export function analyseFiles(files: Readonly<Record<string, string>>, more: Partial<AnalyseRequest> = {}): Promise<Analysis> {
  const request: AnalyseRequest = {
    inputs: ['.'],
    ignore: [],
    excluded: ['linuxkit'],
    namespace: 'default',
    workloads: [],
    lock: undefined,
    translate: defaultOptions,
    bases: [],
    standalone: false,
    severities: { byCode: {}, strict: false },
  };
  return analyse({ ...request, ...more }, memoryHost(files));
}
