import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { renderHtml } from '../../../src/cli/render/graph/html.ts';
import { renderSvg } from '../../../src/cli/render/graph/svg.ts';
import type { ReferenceGraph } from '../../../src/reference-graph.ts';
import { graphOf, hostileGraph, hostileNames, largeGraph } from './sample.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const shop = {
  'shop.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        envFrom:
        - configMapRef: {name: settings}
        - secretRef: {name: tokn}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: shop}
stringData: {token: nobody-may-see-this}
---
apiVersion: v1
kind: Pod
metadata: {name: tool, namespace: ops}
spec: {containers: [{name: c, image: busybox}]}
`,
};

/** Starts the browser once; every test has its own page, read from a file. */
function browser(): { readonly show: (type: 'html' | 'svg', text: string, colorScheme?: 'light' | 'dark') => Promise<Page> } {
  let context: BrowserContext;
  let directory = '';
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'podspec2lk-browser-'));
    context = await chromium.launchPersistentContext(join(directory, 'profile'), {
      executablePath,
      viewport: { width: 1280, height: 800 },
      args: [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  afterAll(async () => {
    await context.close();
    rmSync(directory, { recursive: true, force: true });
  });
  let count = 0;
  const show = async (type: 'html' | 'svg', text: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const file = join(directory, `${count++}.${type}`);
    writeFileSync(file, text);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('request', (request) => request.url() !== pathToFileURL(file).href && problems.push(request.url()));
    onTestFinished(async () => {
      await page.close();
      expect(problems).toEqual([]);
    });
    await page.emulateMedia({ colorScheme });
    await page.goto(pathToFileURL(file).href);
    return page;
  };
  return { show };
}

const rows = (page: Page) => page.locator('#list .label').allTextContents();
const heading = (page: Page) => page.locator('#details h2').textContent();

if (!existsSync(executablePath)) {
  process.stderr.write(`${executablePath} is missing: the tests of the graph page in a browser are left out (apt-get install chromium)\n`);
  it('renders the page that the browser tests would open', async () => {
    expect(await renderHtml(hostileGraph())).toContain('<!doctype html>');
  });
} else
  describe('the graph page', () => {
    const { show } = browser();
    const open = async (graph: ReferenceGraph, scheme: 'light' | 'dark' = 'light') => show('html', await renderHtml(graph), scheme);

    it('lists problems first and draws every node', async () => {
      const page = await open(await graphOf(shop));
      expect(await rows(page)).toEqual([
        'tokn',
        'settings',
        'web',
        'docker.io/library/busybox:latest',
        'docker.io/library/nginx:1.27',
        'tool',
        'token',
      ]);
      expect(await page.locator('#stage .node').count()).toBe(7);
      expect(await page.locator('#count').textContent()).toBe('7 objects');
    });

    it('shows places, hints and neighbours of a node that is clicked, and follows them', async () => {
      const page = await open(await graphOf(shop));
      await page.locator('.node.missing').click();
      expect(await heading(page)).toBe('tokn');
      expect(await page.locator('#details .hint').textContent()).toBe('did you mean "token"?');
      expect(await page.locator('#details .places').textContent()).toContain('shop.yaml:14');
      expect(await page.locator('.node.near').count()).toBe(1);
      await page.locator('#details .neighbour').click();
      expect(await heading(page)).toBe('web');
      expect(await page.locator('#details .neighbour .label').allTextContents()).toEqual([
        'settings',
        'docker.io/library/nginx:1.27',
        'tokn',
      ]);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('details');
    });

    it('searches names, kinds and files word by word', async () => {
      const page = await open(await graphOf(shop));
      await page.locator('#search').fill('SECRET tok');
      expect(await rows(page)).toEqual(['tokn', 'token']);
      expect(await page.locator('.node:not(.away)').count()).toBe(2);
      await page.locator('#search').fill('nothing like it');
      expect(await page.locator('#list').textContent()).toBe('Nothing matches');
    });

    it('filters by namespace and state', async () => {
      const page = await open(await graphOf(shop));
      await page.locator('#namespace').selectOption({ label: 'ops' });
      expect(await rows(page)).toEqual(['tool']);
      await page.locator('#namespace').selectOption({ label: 'shop' });
      await page.locator('[data-state="found"]').click();
      expect(await rows(page)).toEqual(['tokn', 'token']);
      expect(await page.locator('[data-state="found"]').getAttribute('aria-pressed')).toBe('false');
    });

    it('is used with the keyboard alone', async () => {
      const page = await open(await graphOf(shop));
      await page.keyboard.press('n');
      expect(await heading(page)).toBe('tokn');
      await page.keyboard.press('ArrowLeft');
      expect(await heading(page)).toBe('web');
      await page.keyboard.press('ArrowRight');
      expect(await heading(page)).toBe('tokn');
      await page.keyboard.press('ArrowDown');
      expect(await heading(page)).toBe('settings');
      expect(await page.locator('#list').getAttribute('aria-activedescendant')).toBe(
        await page.locator('#list [aria-selected="true"]').getAttribute('id'),
      );
      await page.keyboard.press('Escape');
      expect(await page.locator('#details').isHidden()).toBe(true);
      await page.keyboard.press('/');
      await page.keyboard.type('tool');
      await page.keyboard.press('Enter');
      expect(await heading(page)).toBe('tool');
      await page.keyboard.press('Escape');
      expect(await page.locator('#search').inputValue()).toBe('');
    });

    it('reaches every control with the tabulator', async () => {
      const page = await open(await graphOf(shop));
      const reached = new Set<string>();
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press('Tab');
        reached.add(await page.evaluate(() => document.activeElement?.id || (document.activeElement?.getAttribute('data-state') ?? '')));
      }
      expect([...reached]).toEqual(expect.arrayContaining(['missing', 'found', 'search', 'namespace', 'list', 'closer', 'farther', 'fit']));
    });

    it('shows hostile names as text', async () => {
      const page = await open(hostileGraph());
      expect(await page.title()).toBe('Reference graph');
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.locator('img').count()).toBe(0);
      for (const name of hostileNames) {
        await page.evaluate((wanted) => {
          const data = JSON.parse(document.getElementById('graph')?.textContent ?? '');
          const index = data.nodes.findIndex((node: { name: string }) => node.name === wanted);
          document.querySelectorAll('#stage .node')[index]?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        }, name);
        const shown = await heading(page);
        expect(shown?.replaceAll(/\\u\{([\da-f]+)\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))).toBe(name);
      }
      expect(await page.title()).toBe('Reference graph');
    });

    it.each(['light', 'dark'] as const)('has readable text in %s colours', async (scheme) => {
      const page = await open(await graphOf(shop), scheme);
      await page.keyboard.press('n');
      const contrasts = await page.evaluate(() => {
        const luminance = (color: string): number => {
          const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
            const value = Number(part) / 255;
            return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
        };
        const ratio = (one: string, other: string): number => {
          const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
          return (high + 0.05) / (low + 0.05);
        };
        const style = (selector: string, key: 'fill' | 'color' | 'backgroundColor') => {
          const found = document.querySelector(selector);
          return found ? getComputedStyle(found)[key] : '';
        };
        return [
          ratio(style('.node .name', 'fill'), style('.node .card', 'fill')),
          ratio(style('.node .kind', 'fill'), style('.node .card', 'fill')),
          ratio(style('.node.missing .kind', 'fill'), style('.node.missing .card', 'fill')),
          ratio(style('#details .state', 'color'), style('#details', 'backgroundColor')),
          ratio(style('#list .about', 'color'), style('nav', 'backgroundColor')),
        ];
      });
      expect(contrasts.filter((contrast) => contrast < 4.5)).toEqual([]);
    });

    it('shares its drawing with the SVG image, which a browser reads without errors', async () => {
      const page = await show('svg', await renderSvg(hostileGraph()));
      expect(await page.locator('parsererror').count()).toBe(0);
      expect(await page.locator('.node').count()).toBe(hostileNames.length + 1);
      const box = await page.locator('.node.missing .card').first().boundingBox();
      expect(box?.width).toBeGreaterThan(100);
    });

    it('draws a thousand nodes from afar and follows problems among them', async () => {
      const page = await open(largeGraph(1050));
      expect(await page.locator('#stage .node').count()).toBeGreaterThan(1000);
      await expect.poll(async () => await page.locator('#stage.distant').count()).toBe(1);
      for (const key of ['n', '+', 'n', '+']) await page.keyboard.press(key);
      await expect.poll(async () => await page.locator('#details').isVisible()).toBe(true);
    });

    it('zooms at the pointer, pans, and keeps a drag from being a click', async () => {
      const page = await open(await graphOf(shop));
      const box = () => page.locator('.node.missing .card').boundingBox();
      const before = await box();
      await page.mouse.move((before?.x ?? 0) + 20, (before?.y ?? 0) + 20);
      await page.mouse.wheel(0, -400);
      await expect.poll(async () => ((await box())?.width ?? 0) / (before?.width ?? 1)).toBeGreaterThan(1.5);
      const zoomed = await box();
      await page.mouse.down();
      await page.mouse.move((before?.x ?? 0) + 60, (before?.y ?? 0) + 50, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => Math.round(((await box())?.x ?? 0) - (zoomed?.x ?? 0))).toBeGreaterThan(30);
      expect(await page.locator('#details').isHidden()).toBe(true);
      await page.keyboard.press('0');
      await expect.poll(async () => Math.round((await box())?.width ?? 0)).toBe(Math.round(before?.width ?? 0));
    });
  });
