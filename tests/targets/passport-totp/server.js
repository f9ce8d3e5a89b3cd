'use strict';

// Express with passport: the password by passport-local, the code by passport-totp, a session cookie, forms and
// redirects. Users are kept in memory. passport gives a session a new id at each step.

const addTestClock = require('../test-clock');
const crypto = require('node:crypto');
const base32 = require('thirty-two');
const bcrypt = require('bcrypt');
const express = require('express');
const session = require('express-session');
const passport = require('passport');
const { Strategy: LocalStrategy } = require('passport-local');
const { Strategy: TotpStrategy } = require('passport-totp');
const listen = require('../listen');
const { page, form } = require('./pages');

const ROUNDS = 10;
const PERIOD = 30;

/** Name → { username, passwordHash, key, twoFactor }. */
const users = new Map();

passport.use(new LocalStrategy(async (username, password, done) => {
  try {
    const user = users.get(username);
    const fits = user !== undefined && (await bcrypt.compare(password, user.passwordHash));
    done(null, fits ? user : false);
  } catch (error) {
    done(error);
  }
}));
passport.use(new TotpStrategy((user, done) => done(null, user.key, PERIOD)));
passport.serializeUser((user, done) => done(null, user.username));
passport.deserializeUser((username, done) => done(null, users.get(username) ?? false));

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(express.json());
app.use(session({ secret: crypto.randomBytes(32).toString('hex'), resave: false, saveUninitialized: false }));
app.use(passport.session());
addTestClock(app);

app.get('/register', (request, response) => {
  response.send(page('Register', form('/register', ['username', 'password'])));
});

app.post('/register', async (request, response) => {
  const { username, password } = request.body;
  if (!username || !password || users.has(username)) return response.redirect('/register');
  users.set(username, { username, passwordHash: await bcrypt.hash(password, ROUNDS) });
  response.redirect('/login');
});

app.get('/login', (request, response) => {
  response.send(page('Log in', form('/login', ['username', 'password'])));
});

app.post('/login', passport.authenticate('local', { failureRedirect: '/login' }), (request, response) => {
  response.redirect(request.user.twoFactor ? '/login/code' : '/account');
});

app.get('/login/code', knowsPassword, (request, response) => {
  response.send(page('Enter your code', form('/login/code', ['code'])));
});

app.post(
  '/login/code',
  knowsPassword,
  passport.authenticate('totp', { failureRedirect: '/login/code' }),
  (request, response) => {
    request.session.secondFactor = 'totp';
    response.redirect('/account');
  },
);

app.get('/setup', knowsPassword, (request, response) => {
  const { user } = request;
  user.key ??= crypto.randomBytes(10).toString('hex');
  const secret = base32.encode(user.key).toString().replaceAll('=', '');
  const uri = `otpauth://totp/Passport%20example:${encodeURIComponent(user.username)}?secret=${secret}&period=${PERIOD}`;
  const shown = `<p>Scan <a href="${uri}">this</a>, or type <code>${secret}</code>.</p>`;
  response.send(page('Set up two-factor authentication', shown + form('/setup', ['code'])));
});

app.post(
  '/setup',
  knowsPassword,
  passport.authenticate('totp', { failureRedirect: '/setup' }),
  (request, response) => {
    request.user.twoFactor = true;
    request.session.secondFactor = 'totp';
    response.redirect('/account');
  },
);

app.get('/account', knowsPassword, gaveCode, (request, response) => {
  const { twoFactor } = request.user;
  const state = `<p>Two-factor authentication is ${twoFactor ? 'on' : '<a href="/setup">off</a>'}.</p>`;
  response.send(page('Your account', state + form('/disable', []) + form('/logout', [])));
});

app.post('/disable', knowsPassword, gaveCode, (request, response) => {
  Object.assign(request.user, { key: undefined, twoFactor: false });
  response.redirect('/account');
});

app.post('/logout', (request, response, next) => {
  request.logout((error) => (error ? next(error) : response.redirect('/login')));
});

listen(app);

function knowsPassword(request, response, next) {
  if (!request.isAuthenticated()) return response.redirect('/login');
  next();
}

function gaveCode(request, response, next) {
  if (request.user.twoFactor && request.session.secondFactor !== 'totp') return response.redirect('/login/code');
  next();
}
