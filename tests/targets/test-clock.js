'use strict';

// The clock of this process, moved by requests: with TEST_CLOCK=1, for tests only. Required before anything that reads
// the time. `PUT /test/clock {"now": 1700000000}` stops it there until the next one, `DELETE` lets it run again;
// `GET /test/clock` reads it.

const SystemDate = Date;
let stoppedAt = null;
const now = () => stoppedAt ?? SystemDate.now();

function moveDates() {
  globalThis.Date = new Proxy(SystemDate, {
    apply: () => new SystemDate(now()).toString(),
    construct: (target, given, as) => Reflect.construct(target, given.length ? given : [now()], as),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

function handle(request, response) {
  const seconds = request.body?.now;
  if (request.method === 'PUT' && Number.isSafeInteger(seconds) && seconds >= 0) stoppedAt = seconds * 1000;
  else if (request.method === 'DELETE') stoppedAt = null;
  else if (request.method !== 'GET') return response.status(400).json({ error: 'say {"now": seconds}' });
  response.json({ now: Math.floor(now() / 1000), stoppedAt: stoppedAt === null ? null : stoppedAt / 1000 });
}

if (process.env.TEST_CLOCK) {
  moveDates();
  console.error('TEST_CLOCK: anybody who reaches this server can set its clock');
}

/** Adds the route, where the environment asks for it. */
module.exports = function addTestClock(app) {
  if (process.env.TEST_CLOCK) app.all('/test/clock', handle);
};
