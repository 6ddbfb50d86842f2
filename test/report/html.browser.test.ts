import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { analysisSchema, type Analysis } from '../../src/analysis/analysis.ts';
import { loadAssets } from '../../src/report-assets.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { skipUnlessInstalled } from '../support/installed.ts';
import { empty, held, hostile } from '../support/sample-analysis.ts';

const golden = analysisSchema.parse(JSON.parse(readFileSync(new URL('../golden/analysis.json', import.meta.url), 'utf8')));
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

describe('report.html in a browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let folder = '';

  before(async function () {
    const executablePath = skipUnlessInstalled(this, 'chromium');
    folder = mkdtempSync(join(tmpdir(), 'stampede-page-'));
    browser = await chromium.launch({ executablePath, args });
  });

  after(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** The page from a file, with all that it asked for and complained about. */
  async function open(analysis: Analysis, options: BrowserContextOptions = {}) {
    assert.ok(browser);
    const file = join(folder, 'report.html');
    writeFileSync(file, renderHtml(analysis, loadAssets()));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const url = pathToFileURL(file).href;
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url && request.url() !== 'data:,') asked.push(request.url());
    });
    await page.goto(url);
    return { page, complaints, asked, close: () => context.close() };
  }

  for (const [name, analysis] of [
    ['a realistic run', golden],
    ['a run with names that want to be markup', hostile],
    ['a run that ended before its load', empty],
  ] as const)
    it(`${name}: no error, no request beyond the file, nothing wider than the screen at 1280 and 390`, async () => {
      const { page, complaints, asked, close } = await open(analysis);
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [390, 'dark'],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const [content = 0, screen = 0] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(content <= screen, `${content} px on a screen of ${screen} px`);
        assert.equal(await page.locator('.verdict .word').count(), 1);
      }
      await page.reload();
      assert.deepEqual(complaints, []);
      assert.deepEqual(asked, []);
      await close();
    });

  it('draws three charts, none of them blank, with the fault shaded through each', async () => {
    const { page, close } = await open(golden);
    const charts = await inkOf(page);
    assert.equal(charts.length, 3);
    for (const { colours, shaded, beside } of charts) {
      assert.ok(colours > 5, `${colours} colours`);
      assert.ok(shaded > 0.5, `${shaded} of the window is shaded`);
      assert.ok(beside < 0.05, `${beside} of the time without a fault is shaded`);
    }
    await close();
  });

  it('names faults that overlap, and gives what shows that each bit the widest column', async () => {
    const [fault] = golden.faults;
    assert.ok(fault);
    const faults = ['first', 'second', 'third'].map((id) => ({
      ...fault,
      id,
      evidence: 'requests that crossed it took 2 s longer '.repeat(3),
    }));
    const { page, close } = await open({ ...golden, faults });
    await page.evaluate(() => {
      const drawn: string[] = [];
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        drawn.push(text);
        fillText.call(this, text, x, y);
      };
      Object.assign(globalThis, { drawn });
    });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(() => (globalThis as unknown as { drawn: string[] }).drawn.filter((text) => text === 'first').length >= 3);
    const drawn = await page.evaluate(() => (globalThis as unknown as { drawn: string[] }).drawn);
    for (const { id } of faults) assert.ok(drawn.filter((text) => text === id).length >= 3, `${id} in ${drawn.join(' ')}`);
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('.fault:first-of-type .figure')].map((figure) => figure.getBoundingClientRect().width),
    );
    assert.ok((widths[0] ?? 0) > 1.8 * (widths[4] ?? Infinity), widths.join(' '));
    await close();
  });

  it('shows the fault band where the fault was, and the breaker in every state it was in', async () => {
    const { page, close } = await open(golden);
    const strip = await page.locator('.strip', { has: page.locator('rect.fault') }).boundingBox();
    const band = await page.locator('rect.fault').boundingBox();
    assert.ok(strip && band);
    assert.ok(Math.abs((band.x - strip.x) / strip.width - 45.002 / 106.1) < 0.01);
    assert.ok(Math.abs(band.width / strip.width - 20 / 106.1) < 0.01);
    for (const state of ['open', 'half-open', 'closed']) assert.ok((await page.locator(`.lane rect.${state}`).count()) > 0, state);
    await close();
  });

  for (const [what, analysis] of [
    ['a realistic run', golden],
    ['a run with long names', hostile],
  ] as const)
    it(`${what}: shows recovery and breakers whole, with what stands below their rows, on a usual screen and on a narrow one`, async () => {
      const { page, close } = await open(analysis);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const title of ['Recovery', 'Breakers']) {
          const section = page.locator('section', { has: page.locator('h2', { hasText: new RegExp(`^${title}$`) }) });
          const { content, shown, ends } = await section.locator('.scroll').evaluate((box) => ({
            content: box.scrollWidth,
            shown: box.clientWidth,
            ends: [...box.querySelectorAll('.under')].map((line) => line.getBoundingClientRect().right),
          }));
          assert.ok(content <= shown, `${title}: ${content} px in a box of ${shown} px`);
          assert.ok(ends.length > 0, title);
          for (const end of ends) assert.ok(end <= width, `${title}: ${end} px on a screen of ${width} px`);
        }
      }
      await close();
    });

  it('has verdict, objectives, fault and the first chart on the first screen', async () => {
    const { page, close } = await open(golden);
    // 900 px with the fonts this was drawn with; others may be taller.
    for (const part of ['.verdict', '.objectives', '.fault.card', '#rate .u-over']) {
      const box = await page.locator(part).first().boundingBox();
      assert.ok(box && box.y + box.height <= 960, `${part} ends at ${box === null ? 'nowhere' : box.y + box.height}`);
    }
    await close();
  });

  it('zooms all charts and strips together, and back; a time in a table points at its moment', async () => {
    const { page, complaints, close } = await open(golden);
    const view = page.locator('.strip .view').first();
    const over = page.locator('#rate .u-over');
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const zoomed = Number.parseFloat((await view.getAttribute('width')) ?? '');
    assert.ok(zoomed > 400 && zoomed < 600, `${zoomed} %`);
    await page.mouse.dblclick(box.x + box.width / 2, box.y + 40);
    assert.ok(Math.abs(Number.parseFloat((await view.getAttribute('width')) ?? '') - 100) < 0.1);
    await page.locator('section a', { hasText: '0:45.0' }).first().click();
    await page.locator('#times .u-legend .u-value', { hasText: '0:45' }).waitFor({ timeout: 2_000 });
    assert.deepEqual(complaints, []);
    await close();
  });

  it('changes to a logarithmic scale and back', async () => {
    const { page, complaints, close } = await open(golden);
    const button = page.locator('#times button');
    await button.click();
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    assert.equal(await page.locator('.charts canvas').count(), 3);
    await button.click();
    assert.equal(await button.textContent(), 'log scale');
    assert.deepEqual(complaints, []);
    await close();
  });

  it('without scripts is readable: tables, strips, and the series as a table instead of charts', async () => {
    const { page, complaints, close } = await open(golden, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    assert.equal(await page.locator('canvas').count(), 0);
    for (const heading of ['Stages', 'Routes', 'Recovery', 'Errors', 'What happened', 'One second in 2']) {
      const section = page.locator('section', { has: page.locator(`h2:text-is("${heading}")`) }).last();
      assert.ok((await section.locator('tbody tr').count()) > 0, heading);
      assert.ok(await section.locator('tbody tr').first().isVisible(), heading);
    }
    assert.ok(await page.locator('rect.fault').isVisible());
    assert.deepEqual(complaints, []);
    await close();
  });

  it("junit.xml is read by a browser's XML parser too", async () => {
    const { page, close } = await open(empty);
    for (const analysis of [held, hostile, empty]) {
      const cases = await page.evaluate((xml) => {
        const parsed = new DOMParser().parseFromString(xml, 'text/xml');
        return parsed.querySelector('parsererror') === null ? parsed.querySelectorAll('testcase').length : -1;
      }, renderJunit(analysis));
      assert.ok(cases >= 1, String(cases));
    }
    await close();
  });
});

/** Of each chart: how many colours it holds, and how much is orange of a strip along the top of its plot, above the curves, in the fault's window and after it. */
function inkOf(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.charts .chart')].map((chart) => {
      const canvas = chart.querySelector('canvas')!;
      const over = chart.querySelector('.u-over')!.getBoundingClientRect();
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      const context = canvas.getContext('2d')!;
      const part = (from: number, to: number, height: number) =>
        context.getImageData(
          (over.left - box.left + over.width * from) * scale,
          (over.top - box.top) * scale,
          over.width * (to - from) * scale,
          height * scale,
        ).data;
      const orange = (data: Uint8ClampedArray): number => {
        let hits = 0;
        for (let i = 0; i < data.length; i += 4) if ((data[i + 3] ?? 0) > 0 && (data[i] ?? 0) - (data[i + 2] ?? 0) > 30) hits += 1;
        return hits / (data.length / 4);
      };
      const all = part(0, 1, over.height);
      const colours = new Set<number>();
      for (let i = 0; i < all.length; i += 4) colours.add(((all[i] ?? 0) << 16) | ((all[i + 1] ?? 0) << 8) | (all[i + 2] ?? 0));
      return { colours: colours.size, shaded: orange(part(0.45, 0.6, 6)), beside: orange(part(0.65, 0.95, 6)) };
    }),
  );
}
