'use strict';

// Express, a session cookie, speakeasy for the codes, backup codes hashed with bcrypt. Name, password and code are sent
// in one call. Users are kept in memory.

const addTestClock = require('../test-clock');
const crypto = require('node:crypto');
const bcrypt = require('bcrypt');
const express = require('express');
const session = require('express-session');
const speakeasy = require('speakeasy');
const listen = require('../listen');

const ROUNDS = 10;
const BACKUP_CODES = 10;

/** Name → { username, passwordHash, pendingSecret, secret, backupCodeHashes }. */
const users = new Map();

const app = express();
app.use(express.json());
app.use(session({ secret: crypto.randomBytes(32).toString('hex'), resave: false, saveUninitialized: true }));
addTestClock(app);

app.post('/register', async (request, response) => {
  const { username, password } = request.body;
  if (!username || !password) return response.status(400).json({ error: 'Username and password are required' });
  if (users.has(username)) return response.status(409).json({ error: 'Username is taken' });
  users.set(username, { username, passwordHash: await bcrypt.hash(password, ROUNDS), backupCodeHashes: [] });
  response.status(201).json({ username });
});

app.post('/login', async (request, response) => {
  const { username, password, code } = request.body;
  const user = users.get(username);
  if (!user) return response.status(404).json({ error: 'No such user' });
  if (!(await bcrypt.compare(password, user.passwordHash))) {
    return response.status(401).json({ error: 'Wrong password' });
  }
  if (user.secret) {
    if (!code) return response.status(401).json({ error: 'Code required', twoFactorRequired: true });
    if (!isCurrentCode(user.secret, code) && !(await useBackupCode(user, code))) {
      return response.status(401).json({ error: 'Wrong code' });
    }
  }
  request.session.username = username;
  response.json({ username });
});

app.post('/logout', (request, response, next) => {
  request.session.destroy((error) => (error ? next(error) : response.status(204).end()));
});

app.get('/me', signedIn, (request, response) => {
  const { username, secret, backupCodeHashes } = request.user;
  response.json({ username, twoFactor: Boolean(secret), backupCodesLeft: backupCodeHashes.length });
});

app.post('/2fa/setup', signedIn, (request, response) => {
  const name = `Speakeasy example (${request.user.username})`;
  const secret = speakeasy.generateSecret({ length: 20, name });
  request.user.pendingSecret = secret.base32;
  response.json({ secret: secret.base32, uri: secret.otpauth_url });
});

app.post('/2fa/verify', signedIn, async (request, response) => {
  const { user } = request;
  if (!user.pendingSecret) return response.status(400).json({ error: 'Set up first' });
  if (!isCurrentCode(user.pendingSecret, request.body.code)) {
    return response.status(401).json({ error: 'Wrong code' });
  }
  user.secret = user.pendingSecret;
  response.json({ backupCodes: await newBackupCodes(user) });
});

app.post('/2fa/backup-codes', signedIn, async (request, response) => {
  if (!request.user.secret) return response.status(400).json({ error: 'Two-factor authentication is off' });
  response.json({ backupCodes: await newBackupCodes(request.user) });
});

app.post('/2fa/disable', signedIn, (request, response) => {
  Object.assign(request.user, { secret: undefined, pendingSecret: undefined, backupCodeHashes: [] });
  response.status(204).end();
});

listen(app);

function signedIn(request, response, next) {
  request.user = users.get(request.session.username);
  if (!request.user) return response.status(401).json({ error: 'Log in first' });
  next();
}

function isCurrentCode(secret, code) {
  return speakeasy.totp.verify({ secret, encoding: 'base32', token: code, window: 1 });
}

async function useBackupCode(user, code) {
  for (const hash of user.backupCodeHashes) {
    if (await bcrypt.compare(code, hash)) {
      user.backupCodeHashes = user.backupCodeHashes.filter((other) => other !== hash);
      return true;
    }
  }
  return false;
}

async function newBackupCodes(user) {
  const codes = Array.from({ length: BACKUP_CODES }, () => crypto.randomBytes(4).toString('hex'));
  user.backupCodeHashes = await Promise.all(codes.map((code) => bcrypt.hash(code, ROUNDS)));
  return codes;
}
