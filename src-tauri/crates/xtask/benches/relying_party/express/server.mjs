// The peer of `cargo xtask bench relying-party`: the same routes in Express, everything kept in maps.
import { createHmac, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import express from "express";

const users = new Map();
const sessions = new Map();
const app = express();
app.use(express.json({ limit: "64kb" }));

const hash = (password, salt) => scryptSync(password, salt, 32);
const open = (user, kind) => {
  const token = randomBytes(32).toString("base64url");
  sessions.set(token, { user, kind });
  return { token, kind };
};
const of = (request) => sessions.get((request.get("authorization") ?? "").replace("Bearer ", ""));
const codeAt = (secret, step) => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const tag = createHmac("sha1", secret).update(counter).digest();
  const offset = tag[19] & 15;
  return String((tag.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

app.get("/livez", (_, response) => response.json({ status: "ok" }));
app.post("/api/v1/register", (request, response) => {
  const { username, password } = request.body;
  const salt = randomBytes(16);
  users.set(username, { username, salt, hash: hash(password, salt), lastStep: -1 });
  response.status(201).json({ session: open(username, "full") });
});
app.post("/api/v1/login", (request, response) => {
  const user = users.get(request.body.username);
  const right = user && timingSafeEqual(hash(request.body.password, user.salt), user.hash);
  if (!right) return response.status(401).json({ code: "credentials-refused" });
  response.json({ session: open(user.username, user.secret ? "partial" : "full") });
});
app.post("/api/v1/login/verify", (request, response) => {
  const user = users.get(of(request)?.user);
  const now = Math.floor(Date.now() / 30_000);
  const step = [now + 1, now, now - 1].find((step) => user?.secret && codeAt(user.secret, step) === request.body.code);
  if (step === undefined || step <= user.lastStep) return response.status(401).json({ code: "credentials-refused" });
  user.lastStep = step;
  response.json({ session: open(user.username, "full") });
});
app.post("/api/v1/devices", (request, response) => {
  const user = users.get(of(request)?.user);
  if (!user) return response.status(401).json({ code: "session-needed" });
  user.secret = randomBytes(20);
  response.status(201).json({ id: "1" });
});

const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
