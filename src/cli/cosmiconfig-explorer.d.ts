/** What the cosmiconfig package does not declare of its searching class, as of 9.0.2. */
declare module 'cosmiconfig/dist/Explorer.js' {
  import type { CosmiconfigResult } from 'cosmiconfig';

  export const Explorer: new (options: {
    readonly moduleName: string;
    readonly packageProp: string;
    readonly searchPlaces: readonly string[];
    readonly searchStrategy: 'none' | 'project' | 'global';
    readonly stopDir: string;
    readonly loaders: Readonly<Record<string, (path: string, content: string) => unknown>>;
    readonly transform: (result: CosmiconfigResult) => CosmiconfigResult;
    readonly ignoreEmptySearchPlaces: boolean;
    readonly mergeImportArrays: boolean;
    readonly metaConfigFilePath: null;
    readonly cache: boolean;
  }) => {
    readonly search: (from: string) => Promise<CosmiconfigResult>;
    readonly load: (path: string) => Promise<CosmiconfigResult>;
  };
}
