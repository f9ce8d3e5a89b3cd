'use strict';

// Express and JSON Web Tokens. The password buys a temporary token at /login; /login/verify takes it with the code and
// gives the real one. Codes by otplib. Users are kept in memory.

const addTestClock = require('../test-clock');
const crypto = require('node:crypto');
const bcrypt = require('bcrypt');
const express = require('express');
const jwt = require('jsonwebtoken');
const { authenticator } = require('otplib');
const listen = require('../listen');

const SIGNING_KEY = crypto.randomBytes(32);
const ROUNDS = 10;
authenticator.options = { window: 1 };

/** Name → { username, passwordHash, secret, twoFactor, backupCodes }. */
const users = new Map();

const app = express();
app.use(express.json());
addTestClock(app);

app.post('/register', async (request, response) => {
  const { username, password } = request.body;
  if (!username || !password) return response.status(400).json({ error: 'Username and password are required' });
  if (users.has(username)) return response.status(409).json({ error: 'Username is taken' });
  users.set(username, { username, passwordHash: await bcrypt.hash(password, ROUNDS), backupCodes: [] });
  response.status(201).json({ username });
});

app.post('/login', async (request, response) => {
  const { username, password } = request.body;
  const user = users.get(username);
  if (!user || !(await bcrypt.compare(password, user.passwordHash))) {
    return response.status(401).json({ error: 'Wrong username or password' });
  }
  if (!user.twoFactor) return response.json({ token: accessToken(user) });
  const tempToken = jwt.sign({ sub: username, stage: 'code' }, SIGNING_KEY, { expiresIn: '5m' });
  response.json({ twoFactorRequired: true, tempToken });
});

app.post('/login/verify', (request, response) => {
  const { tempToken, code } = request.body;
  const user = userOf(tempToken, 'code');
  if (!user) return response.status(401).json({ error: 'Log in again' });
  if (!authenticator.check(code, user.secret) && !useBackupCode(user, code)) {
    return response.status(401).json({ error: 'Wrong code' });
  }
  response.json({ token: accessToken(user) });
});

app.get('/profile', signedIn, (request, response) => {
  const { passwordHash, ...profile } = request.user;
  response.json(profile);
});

app.post('/2fa/setup', signedIn, (request, response) => {
  const { user } = request;
  user.secret = authenticator.generateSecret();
  response.json({ secret: user.secret, uri: authenticator.keyuri(user.username, 'Token example', user.secret) });
});

app.post('/2fa/enable', signedIn, (request, response) => {
  const { user } = request;
  if (!user.secret || !authenticator.check(request.body.code, user.secret)) {
    return response.status(400).json({ error: 'Wrong code' });
  }
  user.twoFactor = true;
  response.json({ backupCodes: newBackupCodes(user) });
});

app.post('/2fa/backup-codes', signedIn, (request, response) => {
  response.json({ backupCodes: newBackupCodes(request.user) });
});

app.post('/2fa/disable', signedIn, (request, response) => {
  if (!authenticator.check(request.body.code, request.user.secret)) {
    return response.status(400).json({ error: 'Wrong code' });
  }
  Object.assign(request.user, { secret: undefined, twoFactor: false, backupCodes: [] });
  response.status(204).end();
});

// The client forgets its token: a token without a state cannot be taken back.
app.post('/logout', signedIn, (request, response) => response.status(204).end());

listen(app);

function accessToken(user) {
  return jwt.sign({ sub: user.username, stage: 'in' }, SIGNING_KEY, { expiresIn: '1h' });
}

function userOf(token, stage) {
  try {
    const claims = jwt.verify(token, SIGNING_KEY);
    return claims.stage === stage ? users.get(claims.sub) : undefined;
  } catch {
    return undefined;
  }
}

function signedIn(request, response, next) {
  request.user = userOf(request.headers.authorization?.replace('Bearer ', ''), 'in');
  if (!request.user) return response.status(401).json({ error: 'Log in first' });
  next();
}

function useBackupCode(user, code) {
  if (!user.backupCodes.includes(code)) return false;
  user.backupCodes = user.backupCodes.filter((other) => other !== code);
  return true;
}

function newBackupCodes(user) {
  user.backupCodes = Array.from({ length: 8 }, () => crypto.randomBytes(4).toString('hex'));
  return user.backupCodes;
}
