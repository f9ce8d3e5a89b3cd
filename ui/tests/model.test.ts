import { describe, expect, test } from 'vitest';
import { anAccount } from '../dev/mock-desk';
import { groups, placeholder, spoken } from '../src/lib/model/code-text';
import { count, daysLeft, label, listed, monogram, parameters, subtitle, title } from '../src/lib/model/labels';
import { isInLastSeconds, nextMoment, remainingText, secondsLeft } from '../src/lib/model/moments';
import { rowAfterKey, rowsPerPage, scrollTopFor, visibleRows } from '../src/lib/model/row-window';
import { filtered, fold, matches } from '../src/lib/model/search';
import { commandFor } from '../src/lib/model/shortcuts';
import { parseTags, tagsInUse } from '../src/lib/model/tags';

describe('a code', () => {
  test.each([
    ['12345', ['12345']],
    ['123456', ['123', '456']],
    ['1234567', ['123', '4567']],
    ['12345678', ['1234', '5678']],
    ['123456789', ['123', '456', '789']],
    ['KJ4QM', ['KJ4QM']],
    ['', ['']],
  ])('%s is set as %j', (code, expected) => {
    expect(groups(code)).toEqual(expected);
  });

  test('is spoken one character at a time', () => expect(spoken('012345')).toBe('0 1 2 3 4 5'));
  test('that is not there yet keeps its shape', () => expect(placeholder(8)).toEqual(['••••', '••••']));
});

describe('the moments of a code', () => {
  const code = { id: 'a', code: '1', next: '2', validFrom: 60, validUntil: 90, counter: null, error: null };
  const hotp = { ...code, validFrom: 0, validUntil: 0 };

  test('its last seconds are five', () => {
    expect(isInLastSeconds(code, 84.9)).toBe(false);
    expect(isInLastSeconds(code, 85)).toBe(true);
  });
  test('a short life has shorter last seconds', () => {
    expect(isInLastSeconds({ ...code, validFrom: 80, validUntil: 90 }, 86.9)).toBe(false);
    expect(isInLastSeconds({ ...code, validFrom: 80, validUntil: 90 }, 87)).toBe(true);
  });
  test('a counter has no moments', () => {
    expect(isInLastSeconds(hotp, 1000)).toBe(false);
    expect(nextMoment([hotp], 1000)).toBeNull();
  });
  test('the next one is the nearest of all', () => {
    const later = { ...code, validFrom: 60, validUntil: 120 };
    expect(nextMoment([later, code], 70)).toBe(85);
    expect(nextMoment([later, code], 85)).toBe(90);
    expect(nextMoment([later, code], 90)).toBe(115);
    expect(nextMoment([later, code], 130)).toBeNull();
  });
  test('the time left is whole seconds and never negative', () => {
    expect(secondsLeft(code, 71.2)).toBe(19);
    expect(secondsLeft(code, 99)).toBe(0);
    expect(remainingText(code, 89.5)).toBe('1 second left.');
    expect(remainingText(undefined, 0)).toBe('No code is shown.');
  });
});

describe('the search', () => {
  const account = anAccount({ issuer: 'Université de Genève', name: 'ada@unige.example', tags: ['Work'], note: 'Łódź' });

  test.each(['geneve', 'GENÈVE', 'uni ada', 'work', 'lodz', '', '  '])('finds by "%s"', (query) => {
    expect(matches(account, query)).toBe(true);
  });
  test.each(['geneva', 'ada home'])('does not find by "%s"', (query) => expect(matches(account, query)).toBe(false));
  test('takes letters apart that Unicode leaves whole', () => expect(fold('Straße Ørsted Æther')).toBe('strasse orsted aether'));
  test('keeps to a tag', () => {
    const other = anAccount({ issuer: 'Other', tags: ['home'] });
    expect(filtered([account, other], '', 'home')).toEqual([other]);
    expect(tagsInUse([account, other])).toEqual(['home', 'Work']);
  });
  test('tags are typed with commas', () => expect(parseTags(' work, #home,, work ,')).toEqual(['work', 'home']));
});

describe('the rows on screen', () => {
  const view = { scrollTop: 720, height: 300, rowHeight: 72, count: 1000 };

  test('are those in view and a few more', () => {
    expect(visibleRows(view, 0)).toEqual({ first: 10, end: 15 });
    expect(visibleRows(view, 4)).toEqual({ first: 6, end: 19 });
  });
  test('never leave the list', () => {
    expect(visibleRows({ ...view, scrollTop: 0 }, 4)).toEqual({ first: 0, end: 9 });
    expect(visibleRows({ ...view, scrollTop: 90_000 }, 4)).toEqual({ first: 1000, end: 1000 });
    expect(visibleRows({ ...view, count: 0 }, 4)).toEqual({ first: 0, end: 0 });
  });
  test('keys move by a row, a page, and to the ends', () => {
    expect(rowsPerPage(view)).toBe(4);
    expect(rowAfterKey('ArrowDown', 999, view)).toBe(999);
    expect(rowAfterKey('PageDown', 10, view)).toBe(14);
    expect(rowAfterKey('Home', 10, view)).toBe(0);
    expect(rowAfterKey('End', 10, view)).toBe(999);
    expect(rowAfterKey('a', 10, view)).toBeNull();
  });
  test('scrolling goes no farther than it must', () => {
    expect(scrollTopFor(11, view)).toBe(720);
    expect(scrollTopFor(2, view)).toBe(144);
    expect(scrollTopFor(20, view)).toBe(20 * 72 + 72 - 300);
  });
});

describe('the words of an account', () => {
  test('an issuer comes first, or the name alone', () => {
    expect([title({ issuer: 'GitHub', name: 'ada' }), subtitle({ issuer: 'GitHub', name: 'ada' })]).toEqual(['GitHub', 'ada']);
    expect([title({ issuer: '', name: 'ada' }), subtitle({ issuer: '', name: 'ada' })]).toEqual(['ada', '']);
    expect(label({ issuer: '', name: '' })).toBe('Unnamed account');
  });
  test('a monogram is a letter or a digit of any script', () => {
    expect(['ada', '@ada', '🦊 fox', 'مصرف', '9gag', '…'].map((issuer) => monogram({ issuer, name: '' }))).toEqual(['A', 'A', 'F', 'م', '9', '·']);
  });
  test('parameters are spelt out', () => {
    expect(parameters(anAccount({}))).toBe('Time-based, SHA1, 6 digits, 30 s');
    expect(parameters(anAccount({ kind: 'hotp' }))).toBe('Counter-based, SHA1, 6 digits');
    expect(parameters(anAccount({ kind: 'steam' }))).toBe('Steam, 5 letters, 30 s');
  });
  test('numbers are counted in English', () => {
    expect([count(1, 'account'), count(1200, 'account'), listed([3, 4]), listed([1, 3, 4])]).toEqual(['1 account', '1,200 accounts', '3 and 4', '1, 3 and 4']);
  });
  test('the trash keeps thirty days', () => {
    expect(daysLeft(0, 0)).toBe(30);
    expect(daysLeft(0, 29.5 * 86_400)).toBe(1);
    expect(daysLeft(0, 40 * 86_400)).toBe(0);
  });
});

describe('a key', () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false };
  test.each([
    ['a', plain, false, 'type'],
    ['a', plain, true, null],
    ['/', plain, false, 'search'],
    ['?', plain, false, 'help'],
    ['?', plain, true, null],
    [' ', plain, false, null],
    ['Enter', plain, false, null],
    ['f', { ...plain, ctrlKey: true }, true, 'search'],
    ['f', { ...plain, metaKey: true }, false, 'search'],
    ['v', { ...plain, ctrlKey: true }, false, 'paste'],
    ['v', { ...plain, ctrlKey: true }, true, null],
    ['Escape', plain, true, 'back'],
    ['F1', plain, true, 'help'],
    ['a', { ...plain, altKey: true }, false, null],
  ] as const)('%s with %j in a text field %s means %s', (key, modifiers, inTextField, command) => {
    expect(commandFor({ key, ...modifiers }, inTextField)).toBe(command);
  });
});
