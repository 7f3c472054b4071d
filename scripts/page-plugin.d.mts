import type { Plugin } from 'esbuild';

export declare const pagePlugin: Plugin;
export declare function pageVitePlugin(): {
  readonly name: string;
  readonly enforce: 'pre';
  readonly resolveId: (id: string) => string | undefined;
  readonly load: (id: string) => Promise<string | undefined>;
};
