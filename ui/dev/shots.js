/** What to photograph: a scene, a window, and what is done before the picture. */
const open = (testid) => (page) => page.getByTestId(testid).click();
const typed = (text) => (page) => page.keyboard.type(text);

async function preview(page) {
  await page.keyboard.press('Control+v');
  await page.waitForTimeout(150);
}

async function typeIn(page) {
  await page.keyboard.press('Control+n');
  await page.getByRole('button', { name: 'Type it in' }).click();
  await page.getByTestId('typed-secret').fill('JBSW Y3DP EHPK 3PX0');
}

async function menu(page) {
  await page.getByTestId('row-menu-button').nth(3).click();
}

function menuItem(label) {
  return async (page) => {
    await menu(page);
    await page.getByRole('menuitem', { name: label }).click();
  };
}

async function reveal(page) {
  await menuItem('Show set-up code…')(page);
  await page.getByTestId('reveal-show').click();
}

async function copied(page) {
  await page.getByTestId('account-row').first().click();
  await page.keyboard.press('ArrowDown');
}

async function damaged(page) {
  await page.getByRole('button', { name: 'Details…' }).click();
  await page.getByTestId('show-raw-text').click();
}

async function startEmpty(page) {
  await page.getByRole('button', { name: 'Start without them…' }).click();
}

async function drag(page) {
  await page.evaluate(() => window.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true })));
}

function partyTab(tab) {
  return async (page) => {
    await page.getByTestId('party-button').click();
    await page.getByTestId(`party-tab-${tab}`).click();
    if (tab === 'users') await page.locator('summary').first().click({ timeout: 500 }).catch(() => undefined);
    if (tab === 'journal') await page.getByTestId('party-look').first().click();
  };
}

function support(way) {
  return async (page) => {
    await page.getByTestId('support-button').click();
    if (way !== 'rejection') await page.getByTestId(`support-tab-${way}`).click();
  };
}

async function explained(page) {
  await page.getByTestId('support-button').click();
  await page.getByTestId('support-rejection').first().click();
}

async function mended(page) {
  await explained(page);
  await page.getByLabel('The clock is mended').check();
}

async function reached(page) {
  await explained(page);
  await page.getByTestId('what-if-reach').click();
}

async function reproduced(page) {
  await explained(page);
  await page.getByTestId('case-reproduce').click();
}

async function saving(page) {
  await explained(page);
  await page.getByTestId('case-save').click();
}

const VIEWS = [
  { name: 'first-run', scene: 'first' },
  { name: 'one', scene: 'one' },
  { name: 'codes', scene: 'many' },
  { name: 'codes-last-seconds', scene: 'many', elapsed: 26 },
  { name: 'codes-copied', scene: 'many', act: copied },
  { name: 'two-hundred', scene: 'twoHundred' },
  { name: 'long-names', scene: 'long', elapsed: 26 },
  { name: 'search', scene: 'many', act: typed('gen') },
  { name: 'search-nothing', scene: 'many', act: typed('xyz') },
  { name: 'row-menu', scene: 'many', act: menu },
  { name: 'edit', scene: 'many', act: menuItem('Edit, note, tags…') },
  { name: 'reveal', scene: 'many', act: reveal },
  { name: 'reveal-ask', scene: 'many', act: menuItem('Show set-up code…') },
  { name: 'add', scene: 'many', act: open('add-button') },
  { name: 'preview', scene: 'draft', act: preview, height: 900 },
  { name: 'preview-nine', scene: 'nine', act: preview, height: 900 },
  { name: 'typed', scene: 'many', act: typeIn },
  { name: 'drop', scene: 'many', act: drag },
  { name: 'trash', scene: 'trash', act: open('trash-button') },
  ...['stopped', 'failed', 'empty', 'scan', 'keep', 'confirm', 'signIn', 'wait', 'over'].map((state) => ({
    name: `party-${state}`, scene: `party${state[0].toUpperCase()}${state.slice(1)}`, act: open('party-button'), height: state === 'over' ? 1100 : 720,
  })),
  { name: 'party-users', scene: 'partyMany', act: partyTab('users') },
  { name: 'party-users-none', scene: 'partyEmpty', act: partyTab('users') },
  { name: 'party-journal', scene: 'partyOver', act: partyTab('journal') },
  { name: 'party-outbox', scene: 'partyOver', act: partyTab('outbox') },
  ...['None', 'Empty', 'Some', 'Broken'].map((state) => ({ name: `support-${state.toLowerCase()}`, scene: `support${state}`, act: support('rejection') })),
  ...['bundle', 'typed'].map((way) => ({ name: `support-${way}`, scene: 'supportSome', act: support(way) })),
  ...['Clock', 'Late', 'Unexplained', 'Locked', 'Long', 'Counter'].map((state) => ({ name: `support-${state.toLowerCase()}`, scene: `support${state}`, act: explained, height: 1500 })),
  { name: 'support-mended', scene: 'supportClock', act: mended, height: 1000 },
  { name: 'support-reached', scene: 'supportClock', act: reached, height: 1000 },
  { name: 'support-reproduced', scene: 'supportClock', act: reproduced, height: 1300 },
  { name: 'support-saving', scene: 'supportLong', act: saving },
  { name: 'settings', scene: 'many', act: open('settings-button') },
  { name: 'settings-problem', scene: 'settingsProblem', act: open('settings-button') },
  { name: 'shortcuts', scene: 'many', act: (page) => page.keyboard.press('?') },
  { name: 'damaged', scene: 'damaged' },
  { name: 'damaged-details', scene: 'damaged', act: damaged },
  { name: 'loading', scene: 'loading', wait: 500 },
  { name: 'locked', scene: 'locked' },
  { name: 'unlocking', scene: 'unlocking', act: open('unlock') },
  { name: 'no-service', scene: 'noService' },
  { name: 'items-missing', scene: 'itemsMissing' },
  { name: 'start-empty', scene: 'itemsMissing', act: startEmpty },
  { name: 'failed', scene: 'failed' },
  { name: 'banner', scene: 'banner' },
  { name: 'no-codes', scene: 'noCodes' },
];

const SMALL = new Set(['support-some', 'support-typed', 'support-clock', 'support-late', 'support-long', 'support-saving', 'party-stopped', 'party-signIn', 'party-journal', 'party-users', 'first-run', 'codes', 'codes-last-seconds', 'long-names', 'preview', 'add', 'trash', 'settings', 'items-missing', 'banner', 'damaged', 'edit', 'shortcuts', 'row-menu', 'typed', 'codes-copied']);

export const SHOTS = [
  ...VIEWS,
  ...VIEWS.map((view) => ({ ...view, name: `${view.name}-dark`, dark: true })),
  ...VIEWS.filter((view) => SMALL.has(view.name)).map((view) => ({ ...view, name: `${view.name}-narrow`, width: 360, height: 720 })),
  ...VIEWS.filter((view) => SMALL.has(view.name)).map((view) => ({ ...view, name: `${view.name}-zoom`, width: 600, height: 480, scale: 1.5 })),
  ...['codes-last-seconds', 'preview', 'settings'].map((name) => ({ ...VIEWS.find((view) => view.name === name), name: `${name}-forced`, forced: true })),
  { name: 'codes-320', scene: 'long', width: 320, height: 480, elapsed: 26 },
];
