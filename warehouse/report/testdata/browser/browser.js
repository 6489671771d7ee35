// Opens a page in Chromium and says, as JSON, what it logged, asked for and
// broke of axe's rules, and where the focus goes with the Tab key.
const puppeteer = require('puppeteer-core');
const axe = require('axe-core');
const { execSync } = require('child_process');

const chromium = () => execSync('command -v chromium').toString().trim();

(async () => {
  const file = process.argv[2];
  const browser = await puppeteer.launch({ executablePath: chromium(), args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const out = { errors: [], requests: [], violations: [], focus: [], wide: {} };
  page.on('console', (m) => out.errors.push(m.text()));
  page.on('pageerror', (e) => out.errors.push(String(e)));
  page.on('request', (r) => {
    if (!r.url().startsWith('data:') && r.url() !== 'file://' + file) out.requests.push(r.url());
  });
  for (const width of [800, 360]) {
    await page.setViewport({ width, height: 700 });
    await page.goto('file://' + file, { waitUntil: 'networkidle0' });
    out.wide[width] = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    // The script comes by the debugger, past the page's own policy.
    await page.evaluate(axe.source);
    const result = await page.evaluate(() => axe.run());
    for (const v of result.violations) {
      out.violations.push(`${width}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`);
    }
  }
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body || e.seen) return '';
      e.seen = true;
      return e.getAttribute('href') || e.getAttribute('role') || e.tagName;
    });
    if (at === '') break;
    out.focus.push(at);
  }
  await browser.close();
  console.log(JSON.stringify(out));
})().catch((e) => { console.error(e); process.exit(1); });
