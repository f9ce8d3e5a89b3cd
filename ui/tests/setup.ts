/** What jsdom lacks and the window needs. */
import { afterEach } from 'vitest';
import { closeWindows } from './open';

HTMLDialogElement.prototype.showModal = function showModal() {
  this.setAttribute('open', '');
  this.dataset['focusBefore'] = '';
  returnTo.set(this, document.activeElement);
};
HTMLDialogElement.prototype.close = function close() {
  if (!this.hasAttribute('open')) return;
  this.removeAttribute('open');
  const before = returnTo.get(this);
  if (before instanceof HTMLElement) before.focus();
  queueMicrotask(() => this.dispatchEvent(new Event('close')));
};
const returnTo = new WeakMap<HTMLDialogElement, Element | null>();

globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text.replace(/[^\w-]/g, (letter) => `\\${letter}`);

globalThis.DOMRect ??= class {
  constructor(
    public x = 0,
    public y = 0,
    public width = 0,
    public height = 0,
  ) {}
  get top() {
    return this.y;
  }
  get left() {
    return this.x;
  }
  get right() {
    return this.x + this.width;
  }
  get bottom() {
    return this.y + this.height;
  }
} as unknown as typeof DOMRect;

globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(closeWindows);

/** The page of the tests has no size, and nothing to scroll. */
Element.prototype.scrollIntoView = function scrollIntoView() {};
