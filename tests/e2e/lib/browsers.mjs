// SPDX-License-Identifier: MPL-2.0
/**
 * A person at a browser, the same for Chromium (Playwright, real mouse and keyboard), Firefox (Puppeteer over BiDi) and WebKitGTK
 * (WebDriver). Each person has a profile of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agent } from './agent.mjs';

/** The page ignores a hand that is still clicking when the codes appear. */
export const HESITATION_MS = 800;

/**
 * @typedef {import('./agent.mjs').Request} Request
 * @typedef {import('./agent.mjs').State} State
 */

export class Person {
  /** @param {string} _url */
  async open(_url) {
    throw new Error('not here');
  }

  /**
   * @param {Request} _request
   * @returns {Promise<State | boolean>}
   */
  async ask(_request) {
    throw new Error('not here');
  }

  async reload() {}

  async leave() {}

  /** @returns {Promise<State>} */
  async state() {
    return /** @type {State} */ (await this.ask({ op: 'state' }));
  }

  /**
   * Tries until it is true; says what the page showed otherwise.
   * @template T
   * @param {string} what
   * @param {() => Promise<T>} attempt
   * @param {number} [limit]
   * @returns {Promise<Exclude<T, false | 0 | '' | null | undefined>>}
   */
  async until(what, attempt, limit = 30_000) {
    const end = Date.now() + limit;
    let trouble = '';
    while (Date.now() < end) {
      try {
        const got = await attempt();
        if (got) return /** @type {Exclude<T, false | 0 | '' | null | undefined>} */ (got);
      } catch (error) {
        trouble = String(error); // the page is being replaced
      }
      await delay(80);
    }
    const state = await this.state().catch((error) => String(error));
    throw new Error(`waited in vain for ${what}: ${JSON.stringify(state)} ${trouble}`);
  }

  /**
   * @param {RegExp} pattern
   * @param {number} [limit]
   */
  heading(pattern, limit) {
    return this.until(
      `the heading ${pattern}`,
      async () => pattern.test((await this.state()).heading),
      limit,
    );
  }

  /**
   * @param {RegExp} pattern
   * @param {number} [limit]
   */
  text(pattern, limit) {
    return this.until(
      `the text ${pattern}`,
      async () => pattern.exec((await this.state()).text),
      limit,
    );
  }

  /** @param {string} name */
  press(name) {
    return this.until(`something to press: ${name}`, () => this.ask({ op: 'press', name }));
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  fill(name, value) {
    return this.until(`a field: ${name}`, () => this.ask({ op: 'fill', name, value }));
  }

  /** @param {string} name */
  choose(name) {
    return this.until(`a choice: ${name}`, () => this.ask({ op: 'choose', name }));
  }

  /**
   * @param {string} name
   * @param {string} base64
   */
  giveFile(name, base64) {
    return this.until('a file field', () => this.ask({ op: 'file', name, value: base64 }));
  }

  /** @returns {Promise<string>} the own code, once it is shown */
  code() {
    return this.until('a code', async () => (await this.state()).code);
  }

  /** @returns {Promise<State>} once there are codes to choose from */
  choosing() {
    return this.until('codes to choose from', async () => {
      const now = await this.state();
      return now.choices.length >= 4 && now;
    });
  }

  /** @param {string} code */
  async pick(code) {
    const { choices } = await this.choosing();
    if (new Set(choices).size !== choices.length) throw new Error(`codes repeat: ${choices}`);
    if (!choices.includes(code)) throw new Error(`${code} is not among ${choices}`);
    await delay(HESITATION_MS);
    await this.until(`the code ${code}`, () => this.ask({ op: 'code', name: code }));
    await this.press('— continue');
  }

  /** None of the codes is the one that was heard. */
  async pickNone() {
    await this.choosing();
    await delay(HESITATION_MS);
    await this.choose('None of these codes');
    await this.press('None of these — stop here');
  }
}

/**
 * Whose browser is driven by a page object, of either library.
 * @template {{
 *   goto(url: string): Promise<unknown>,
 *   reload(): Promise<unknown>,
 *   evaluate(work: typeof agent, request: Request): Promise<State | boolean>,
 * }} Page
 */
class PagePerson extends Person {
  /** @param {Page} page */
  constructor(page) {
    super();
    this.page = page;
  }

  /** @param {Page} page that is looked at from now on */
  turnTo(page) {
    this.page = page;
  }

  /** @param {string} url */
  async open(url) {
    await this.page.goto(url).catch((error) => {
      // The page was just told to open the Parsec application: that navigation, to nowhere here, may end this one.
      if (!String(error).includes('ERR_ABORTED')) throw error;
      return this.page.goto(url);
    });
  }

  async reload() {
    await this.page.reload();
  }

  /** @param {Request} request */
  ask(request) {
    return this.page.evaluate(agent, request);
  }
}

/* ---- Chromium */

/** @extends {PagePerson<import('playwright-core').Page>} */
export class ChromiumPerson extends PagePerson {
  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   * @param {string} profile
   */
  constructor(context, page, profile) {
    super(page);
    this.context = context;
    this.profile = profile;
    /** @type {string[]} */
    this.complaints = [];
    this.#listen();
  }

  #listen() {
    this.page.on('pageerror', (error) => this.complaints.push(String(error)));
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** The same person in one more tab. */
  async another() {
    return new ChromiumPerson(this.context, await this.context.newPage(), this.profile);
  }

  /** The tab is gone at once: no page gets to say goodbye. What the browser keeps stays. */
  async kill() {
    await this.page.close();
    this.turnTo(await this.context.newPage());
    this.#listen();
  }

  async leave() {
    await this.context.close();
  }
}

const CHROMIUM = {
  executablePath: process.env.PARSEC_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** Chromium takes a film for a camera, and asks nobody. @param {string} film a .y4m file */
const CAMERA = (film) => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
];

/**
 * @param {{ profile?: string, locale?: string, colorScheme?: 'light' | 'dark', width?: number, height?: number, film?: string }} [how]
 *   film: what the camera sees
 */
export async function chromium({
  profile,
  locale = 'en-GB',
  colorScheme = 'light',
  width = 1280,
  height = 900,
  film = '',
} = {}) {
  const { chromium: engine } = await import('playwright-core');
  const folder = profile ?? (await mkdtemp(join(tmpdir(), 'person-')));
  const context = await engine.launchPersistentContext(folder, {
    ...CHROMIUM,
    args: [...CHROMIUM.args, ...(film ? CAMERA(film) : [])],
    locale,
    colorScheme,
    viewport: { width, height },
  });
  return new ChromiumPerson(context, context.pages()[0] ?? (await context.newPage()), folder);
}

/** One Chromium for many people, each with a storage of their own that ends with them. */
export async function crowd() {
  const { chromium: engine } = await import('playwright-core');
  const browser = await engine.launch(CHROMIUM);
  return {
    async person() {
      const context = await browser.newContext({
        locale: 'en-GB',
        viewport: { width: 1280, height: 900 },
      });
      return new ChromiumPerson(context, await context.newPage(), '');
    },
    leave: () => browser.close(),
  };
}

/* ---- Firefox */

/** @extends {PagePerson<import('puppeteer-core').Page>} */
class FirefoxPerson extends PagePerson {
  /**
   * @param {import('puppeteer-core').Browser} browser
   * @param {import('puppeteer-core').Page} page
   */
  constructor(browser, page) {
    super(page);
    this.browser = browser;
  }

  async leave() {
    await this.browser.close();
  }
}

export async function firefox() {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.PARSEC_FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB', 'intl.locale.requested': 'en-GB' },
  });
  return new FirefoxPerson(browser, await browser.newPage());
}

/* ---- WebKitGTK */

class WebKitPerson extends Person {
  /**
   * @param {import('selenium-webdriver').WebDriver} driver
   * @param {() => Promise<void>} end
   */
  constructor(driver, end) {
    super();
    this.driver = driver;
    this.end = end;
  }

  /** @param {string} url */
  async open(url) {
    await this.driver.get(url);
  }

  async reload() {
    await this.driver.navigate().refresh();
  }

  /**
   * @param {Request} request
   * @returns {Promise<State | boolean>}
   */
  ask(request) {
    return this.driver.executeScript(`return (${agent})(arguments[0]);`, request);
  }

  async leave() {
    await this.end();
  }
}

export async function webkit() {
  const { spawn } = await import('node:child_process');
  const { Builder, Capabilities } = await import('selenium-webdriver');
  const home = await mkdtemp(join(tmpdir(), 'person-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(
    'xvfb-run',
    [
      '-a',
      process.env.PARSEC_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver',
      `--port=${port}`,
      '--host=127.0.0.1',
    ],
    {
      detached: true,
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: home,
        XDG_DATA_HOME: `${home}/data`,
        XDG_CACHE_HOME: `${home}/cache`,
        LANG: 'C.UTF-8',
        LANGUAGE: 'en_GB',
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      },
    },
  );
  const end = async () => {
    if (child.pid) {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // it has left by itself
      }
    }
    await delay(500);
    await rm(home, { recursive: true, force: true });
  };
  const capabilities = new Capabilities();
  capabilities.set('browserName', 'MiniBrowser');
  capabilities.set('webkitgtk:browserOptions', {
    binary: await miniBrowser(),
    args: ['--automation'],
  });
  let trouble;
  for (let attempt = 0; attempt < 40; attempt += 1) {
    try {
      const driver = await new Builder()
        .usingServer(`http://127.0.0.1:${port}`)
        .withCapabilities(capabilities)
        .build();
      return new WebKitPerson(driver, async () => {
        await driver.quit().catch(() => {});
        await end();
      });
    } catch (error) {
      trouble = error;
      await delay(500);
    }
  }
  await end();
  throw trouble;
}

async function miniBrowser() {
  const { execFileSync } = await import('node:child_process');
  const { readdirSync, existsSync } = await import('node:fs');
  const multiarch = execFileSync('gcc', ['-print-multiarch'], { encoding: 'utf8' }).trim();
  const base = `/usr/lib/${multiarch}`;
  const folder = readdirSync(base)
    .filter((name) => name.startsWith('webkit') && existsSync(`${base}/${name}/MiniBrowser`))
    .sort()
    .at(-1);
  if (!folder) throw new Error('WebKitGTK’s MiniBrowser is not installed');
  return `${base}/${folder}/MiniBrowser`;
}
