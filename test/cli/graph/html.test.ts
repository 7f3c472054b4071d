import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/cli/render/graph/html.ts';
import { hostileGraph } from './sample.ts';

const page = await renderHtml(hostileGraph());

describe('renderHtml', () => {
  it('allows nothing but its own script and style', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const [script = ''] = /(?<=<script>)[\s\S]*(?=<\/script>\n<\/body>)/.exec(page) ?? [];
    const [style = ''] = /(?<=<style>)[\s\S]*?(?=<\/style>)/.exec(page) ?? [];
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script.length).toBeGreaterThan(1000);
  });

  it('names no address', () => {
    expect([...page.matchAll(/\b(?:https?:)?\/\/[\w.-]+\.\w+/g)].map(([address]) => address)).toEqual([]);
    expect(/<[a-z]+\s[^>]*\b(?:src|href|style)=/i.test(page)).toBe(false);
  });

  it('ends a script only where one ends', () => {
    expect(page.match(/<\/script/gi)?.length).toBe(2);
    expect(page.includes('<img')).toBe(false);
  });

  it('carries the whole graph', () => {
    const [data = ''] = /(?<=id="graph">)[\s\S]*?(?=<\/script>)/.exec(page) ?? [];
    expect(JSON.parse(data)).toEqual(hostileGraph());
  });
});
