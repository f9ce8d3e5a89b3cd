/** Every way into the draft; each opens the dialog that shows what was found. */
import { draft } from './draft.svelte';
import { screen } from './screen.svelte';

class Intake {
  /** The window's one file input. */
  input: HTMLInputElement | undefined;

  choosePictures(): void {
    this.input?.click();
  }

  pictures(files: File[]): void {
    this.#open();
    void draft.pictures(files);
  }

  paste(): void {
    this.#open();
    void draft.clipboard();
  }

  screen(): void {
    this.#open();
    void draft.screen();
  }

  screenPart(): void {
    this.#open();
    void draft.screenPart();
  }

  text(text: string): void {
    this.#open();
    void draft.text(text);
  }

  example(): void {
    this.#open();
    void draft.example();
  }

  #open(): void {
    screen.open({ kind: 'add', typing: false });
  }
}

export const intake = new Intake();
