/** Where things were found, as rules without a document. */
import type { DraftItemView, DraftPictureView, PlaceView } from '../api/types';

/** Items that belong together, under the picture they were found in if that is drawn. */
export type Group = { picture: DraftPictureView | null; items: DraftItemView[] };

/** Groups in the order in which things came. A drawn picture that gave no item has a group too. */
export function grouped(items: DraftItemView[], pictures: DraftPictureView[]): Group[] {
  const groups: Group[] = [];
  const left = new Set(pictures);
  const pictureOf = (item: DraftItemView) => pictures.find((picture) => picture.places.some(({ place }) => place === item.place)) ?? null;
  for (const item of items) {
    const picture = pictureOf(item);
    const last = groups.at(-1);
    if (last && last.picture === picture) last.items.push(item);
    else groups.push({ picture, items: [item] });
    if (picture) left.delete(picture);
  }
  return [...groups, ...[...left].map((picture) => ({ picture, items: [] }))];
}

/** The corners of a code as a polygon of SVG. */
export function outline(place: PlaceView): string {
  return place.corners.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
}

/** The middle of a code, in parts of the picture's width and height. */
export function middle(place: PlaceView, picture: DraftPictureView): { x: number; y: number } {
  const mean = (axis: 0 | 1) => place.corners.reduce((sum, corner) => sum + corner[axis], 0) / place.corners.length;
  return { x: inside(mean(0) / picture.width), y: inside(mean(1) / picture.height) };
}

/** "8 QR codes, 1 of them cannot be read" */
export function summary(picture: DraftPictureView): string {
  const unread = picture.places.filter((place) => !place.isRead).length;
  const all = `${picture.places.length} QR codes`;
  if (unread === 0) return all;
  if (unread === picture.places.length) return `${all}, none of which can be read`;
  return `${all}, ${unread} of which cannot be read`;
}

const round = (value: number) => Math.round(value * 10) / 10;
const inside = (part: number) => Math.min(1, Math.max(0, part));
