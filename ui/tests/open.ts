/** Opens the whole window over a pretended application, a fresh one for each test. */
import { fireEvent } from '@testing-library/svelte';
import { vi } from 'vitest';
import { installDesk, type MockDesk } from '../dev/mock-desk';
import { sceneNamed } from '../dev/scenes';

/** The real one, also where a test moves the time. */
const realTimeout = globalThis.setTimeout;

const closing: (() => Promise<void>)[] = [];

export async function open(scene: string | MockDesk, elapsed = 9): Promise<MockDesk> {
  const desk = installDesk(typeof scene === 'string' ? sceneNamed(scene, elapsed) : scene);
  vi.resetModules();
  const target = document.createElement('div');
  document.body.replaceChildren(target);
  const { openWindow } = await import('../src/window');
  closing.push(await openWindow(target));
  await settle();
  return desk;
}

export async function closeWindows(): Promise<void> {
  for (const close of closing.splice(0)) await close();
  setHidden(false);
  document.body.replaceChildren();
}

/** Lets answers arrive and the page follow them. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
  await new Promise((done) => realTimeout(done, 0));
  await new Promise((done) => realTimeout(done, 0));
}

export function byTestId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  const found = document.querySelector<Type>(`[data-testid="${id}"]`);
  if (!found) throw new Error(`nothing has the test id ${id}`);
  return found;
}

export function allByTestId(id: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
}

export function button(words: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find(
    (candidate) => candidate.textContent?.trim() === words || candidate.getAttribute('aria-label') === words,
  );
  if (!found) throw new Error(`no button says ${words}`);
  return found;
}

export async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key, bubbles: true, ...more });
  await settle();
}

export async function click(element: HTMLElement): Promise<void> {
  element.focus();
  await fireEvent.click(element);
  await settle();
}

export async function type(element: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void> {
  element.focus();
  await fireEvent.input(element, { target: { value: text } });
  await settle();
}

export function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
}

export async function hide(hidden: boolean): Promise<void> {
  setHidden(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
}

/** Titles of the rows shown, in order. */
export function titles(): string[] {
  return allByTestId('account-row').map((row) => row.querySelector('.title')?.textContent?.trim().split(/\s{2,}|pinned/)[0]?.trim() ?? '');
}
