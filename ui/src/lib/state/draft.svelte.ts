/** What was found in pictures and texts, and is not stored yet. */
import * as client from '../api/client';
import type { AddedView, DraftItemView, DraftProblemView, DraftView, ErrorView, TypedAccount } from '../api/client';

/** What the person made of an item: a tick, and corrected names. */
export type Choice = { ticked: boolean; issuer: string; name: string };

/** Larger pictures are refused before they are read into the page, in bytes. */
const LARGEST_PICTURE = 64 * 1024 * 1024;

class Draft {
  items = $state.raw<DraftItemView[]>([]);
  batches = $state.raw<DraftView['batches']>([]);
  /** Pictures with several codes. */
  drawn = $state.raw<DraftView['pictures']>([]);
  /** What they look like, by their numbers. */
  sketches = $state.raw<Record<number, string>>({});
  /** The code that the pointer or the focus is at in the list. */
  pointed = $state<number | null>(null);
  choices = $state<Record<number, Choice>>({});
  refused = $state.raw<Record<number, ErrorView>>({});
  added = $state.raw<ReadonlySet<number>>(new Set());
  /** Sources read so far and in all, while any is being read. */
  progress = $state.raw<{ done: number; total: number } | null>(null);
  storing = $state(false);

  open = $derived(this.items.filter((item) => !this.added.has(item.item)));
  /** Of some export only a part is here. */
  isInParts = $derived(this.batches.some((batch) => batch.missing.length > 0));
  ticked = $derived(this.open.filter((item) => this.choices[item.item]?.ticked));
  #found = $state.raw<DraftProblemView[]>([]);
  #failed = $state.raw<DraftProblemView[]>([]);
  /** Sources that gave no account, and those that could not even be asked. */
  problems = $derived([...this.#found, ...this.#failed]);
  isEmpty = $derived(this.items.length === 0 && this.problems.length === 0 && this.batches.length === 0);

  #draft: number | null = null;
  #generation = 0;
  #queue: Promise<void> = Promise.resolve();

  pictures(files: File[]): Promise<void> {
    const scans = files.map((file) => this.#scan(file.name, async (draft) => {
      if (file.size > LARGEST_PICTURE) throw TOO_LARGE;
      return client.scanPicture(draft, file.name, new Uint8Array(await file.arrayBuffer()));
    }));
    return Promise.all(scans).then(() => undefined);
  }

  clipboard(): Promise<void> {
    return this.#scan('Clipboard', client.scanClipboard);
  }

  screen(): Promise<void> {
    return this.#scan('Screen', (draft) => client.scanScreen(draft, false));
  }

  screenPart(): Promise<void> {
    return this.#scan('Part of the screen', (draft) => client.scanScreen(draft, true));
  }

  text(text: string): Promise<void> {
    return this.#scan('Text', (draft) => client.scanText(draft, text));
  }

  typed(account: TypedAccount): Promise<void> {
    return this.#scan('Typed in', (draft) => client.scanTyped(draft, account));
  }

  example(): Promise<void> {
    return this.#scan('Example', client.scanExample);
  }

  /** Stores the ticked items; what is refused stays, with its reason. */
  async add(): Promise<AddedView | null> {
    if (this.#draft === null || this.storing) return null;
    const picks = this.ticked.map(({ item }) => {
      const { issuer, name } = this.choices[item] ?? { issuer: '', name: '' };
      return { item, issuer: issuer.trim(), name: name.trim() };
    });
    const generation = this.#generation;
    this.storing = true;
    try {
      const answer = await client.addAccounts(this.#draft, picks);
      if (generation !== this.#generation) return answer;
      this.refused = Object.fromEntries(answer.refused.map(({ item, error }) => [item, error]));
      this.added = new Set([...this.added, ...picks.map((pick) => pick.item).filter((item) => !this.refused[item])]);
      return answer;
    } finally {
      this.storing = false;
    }
  }

  /** Forgets everything, here and in Rust, where the secrets are. */
  discard(): void {
    if (this.#draft !== null) client.discardDraft(this.#draft).catch(() => undefined);
    this.#draft = null;
    this.#generation += 1;
    this.items = [];
    this.#found = [];
    this.#failed = [];
    this.batches = [];
    this.drawn = [];
    this.sketches = {};
    this.pointed = null;
    this.choices = {};
    this.refused = {};
    this.added = new Set();
    this.progress = null;
  }

  /** One source after the other, because the first answer names the draft for the next. */
  #scan(source: string, ask: (draft: number | null) => Promise<DraftView>): Promise<void> {
    const generation = this.#generation;
    this.progress = { done: this.progress?.done ?? 0, total: (this.progress?.total ?? 0) + 1 };
    this.#queue = this.#queue.then(async () => {
      if (generation !== this.#generation) return;
      try {
        this.#receive(await ask(this.#draft), generation);
      } catch (error) {
        if (generation === this.#generation) {
          this.#failed = [...this.#failed, { source, places: [], error: client.asError(error) }];
        }
      }
      if (generation === this.#generation) this.#countOne();
    });
    return this.#queue;
  }

  #receive(view: DraftView, generation: number): void {
    if (generation !== this.#generation) {
      client.discardDraft(view.draft).catch(() => undefined);
      return;
    }
    this.#draft = view.draft;
    this.items = view.items;
    this.#found = view.problems;
    this.batches = view.batches.filter((batch) => batch.total > 1);
    this.drawn = view.pictures;
    for (const { picture, hasSketch } of view.pictures) if (hasSketch) void this.#sketch(view.draft, picture, generation);
    for (const item of view.items) this.choices[item.item] ??= firstChoice(item);
  }

  /** A picture that cannot be shown is drawn as an empty sheet. */
  async #sketch(draft: number, picture: number, generation: number): Promise<void> {
    if (this.sketches[picture]) return;
    const sketch = await client.draftPicture(draft, picture).catch(() => null);
    if (sketch && generation === this.#generation) this.sketches = { ...this.sketches, [picture]: sketch };
  }

  #countOne(): void {
    if (!this.progress) return;
    const done = this.progress.done + 1;
    this.progress = done < this.progress.total ? { ...this.progress, done } : null;
  }
}

const TOO_LARGE: ErrorView = {
  code: 'picture-too-large',
  message: 'This file is larger than 64 MB.',
  hint: 'Cut the part with the QR code out of the picture and scan that.',
};

/** New items are ticked; what looks like one the person has waits for them to decide. */
function firstChoice(item: DraftItemView): Choice {
  return { ticked: item.duplicate === null, issuer: item.issuer, name: item.name };
}

export const draft = new Draft();
