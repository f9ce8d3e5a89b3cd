/** What the application would answer about import and export. For the development page and the tests; never shipped. */
import type { ImportRowView, ImportView } from '../src/lib/api/types';

const ROW: ImportRowView = {
  number: 1, label: '', outcome: 'added', kept: null, nameTaken: false, here: null, inTrash: false, sameAs: null, error: null,
};

const REFUSED = { code: 'uri-secret-not-base32', message: 'the secret of this address has characters that no secret has', hint: 'copy it again' };

export const ROWS: ImportRowView[] = [
  { ...ROW, number: 2, label: 'GitHub: ada-l' },
  { ...ROW, number: 3, label: 'Yandex: ada', kept: 'this kind of account is not known (known are totp, hotp and steam)' },
  { ...ROW, number: 4, label: 'Fastmail: ada@lovelace.example', outcome: 'alreadyHere', here: 'Fastmail: ada@lovelace.example' },
  { ...ROW, number: 5, label: 'Old forum: ada', outcome: 'alreadyHere', here: 'Old forum: ada', inTrash: true },
  { ...ROW, number: 6, outcome: 'refused', error: REFUSED },
  { ...ROW, number: 7, label: 'GitHub: ada-l', outcome: 'alreadyHere', here: 'GitHub: ada-l', sameAs: 2 },
  { ...ROW, number: 8, label: `A very long issuer, ${'which goes on '.repeat(12)}: ada`, nameTaken: true },
];

export function importOf(rows: ImportRowView[]): ImportView {
  const of = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  const kept = rows.filter((row) => row.kept !== null && row.outcome === 'added').length;
  return {
    read: rows.length, added: of('added'), alreadyHere: of('alreadyHere'), refused: of('refused'), kept, missingPictures: 0, rows,
  };
}

export const manyRows = (many: number): ImportRowView[] =>
  Array.from({ length: many }, (_, place) => ({ ...ROW, number: place + 1, label: `Site ${place + 1}: ada` }));
