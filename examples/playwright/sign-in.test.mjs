// A sign-in with a second factor on pages, in a real Chromium:
//
//     countersign exec --control -- npm test --prefix examples/playwright
//
// CHROMIUM names the browser where it is not Debian's.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'

import { chromium } from 'playwright-core'

const { COUNTERSIGN_URL, COUNTERSIGN_ADMIN_TOKEN, COUNTERSIGN = 'countersign', CHROMIUM = '/usr/bin/chromium' } = process.env
const world = `${COUNTERSIGN_URL}/t/${randomUUID().slice(0, 13)}` // a tenant of this test's own
const password = 'seven unrelated green kettles'

async function control(method, path, body) {
  const headers = { Authorization: `Bearer ${COUNTERSIGN_ADMIN_TOKEN}`, 'Content-Type': 'application/json' }
  const answer = await fetch(`${world}/api/v1/control/${path}`, { method, headers, body: body && JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`)
  return answer.status === 204 ? null : answer.json()
}

/** What a telephone that scanned `uri` shows now. */
async function code(uri) {
  const { now } = await control('GET', 'clock')
  return execFileSync(COUNTERSIGN, ['code', '--uri', '-', '--at', `${now}`], { input: uri, encoding: 'utf8' }).trim()
}

let browser

before(async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  browser = await chromium.launch({ executablePath: CHROMIUM, args })
  await control('PUT', 'clock', { frozen: true })
})

after(() => browser.close())

test('somebody registers, enrols a telephone, and signs in with a code once', async () => {
  const page = await browser.newPage()
  await page.goto(`${world}/register`)
  await page.fill('#name', 'ada')
  await page.fill('#password', password)
  await page.click('main button')

  await page.click('a.primary')
  await page.fill('#name', 'Phone')
  await page.click('main button')
  const uri = await page.getAttribute('a[href^="otpauth:"]', 'href')
  await page.fill('#code', await code(uri))
  await page.click('main button')
  assert.equal(await page.locator('main li').count(), 10, 'ten backup codes')

  await control('POST', 'clock/advance', { seconds: 30 })
  const shown = await code(uri)
  assert.ok(await signsIn(shown), 'a code signs in')
  assert.ok(!(await signsIn(shown)), 'the same code is refused')
})

/** Whether name, password and code lead into the account, in a browser without cookies. */
async function signsIn(shown) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${world}/sign-in`)
  await page.fill('#name', 'ada')
  await page.fill('#password', password)
  await page.click('main button')
  await page.fill('#code', shown)
  await page.click('main button')
  const isIn = page.url().endsWith('/account')
  await context.close()
  return isIn
}
