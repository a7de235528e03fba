// Scenarios of nodejs-websocket as a client of the test server at the URL given; prints what client.js prints.
'use strict';
const assert = require('assert');
const { once } = require('events');
const { connect, setMaxBufferLength, setBinaryFragmentation } = require('nodejs-websocket');

const base = process.argv[2];
const scenarios = [];
const scenario = (name, run) => scenarios.push({ name, run });

const PATIENCE = 60_000;
const MIB = 1 << 20;
setMaxBufferLength(32 * MIB);
setBinaryFragmentation(64 * 1024);

async function open(path, options) {
  const conn = connect(base + path, options);
  conn.inbox = [];
  conn.on('text', (text) => { conn.inbox.push(text); conn.emit('arrived'); });
  conn.on('binary', (stream) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => { conn.inbox.push(Buffer.concat(chunks)); conn.emit('arrived'); });
  });
  await once(conn, 'connect');
  return conn;
}

async function next(conn) {
  while (conn.inbox.length === 0) {
    await new Promise((resolve, reject) => {
      conn.once('arrived', resolve);
      conn.once('close', (code) => reject(new Error('closed with ' + code)));
    });
  }
  return conn.inbox.shift();
}

async function expectEcho(conn, sent) {
  const echo = await next(conn);
  assert.strictEqual(typeof echo, typeof sent, 'kind of the message');
  assert.strictEqual(echo.length, sent.length, 'length of the message');
  assert.ok(typeof sent === 'string' ? echo === sent : echo.equals(sent), 'payload of the message');
}

// It tells of its own close at once; that the server answers and ends the connection shows in the socket.
async function finish(conn, code = 1000, reason = '') {
  const ended = once(conn.socket, 'end');
  conn.close(code, reason);
  await ended;
}

scenario('A-139 messages of every length class, text and binary', async () => {
  const conn = await open('/echo');
  for (const length of [0, 1, 125, 126, 127, 65535, 65536, 200_000]) {
    conn.sendText('x'.repeat(length));
    await expectEcho(conn, 'x'.repeat(length));
    if (length === 0) continue; // an empty write begins no message there
    conn.sendBinary(Buffer.alloc(length, length));
    await expectEcho(conn, Buffer.alloc(length, length));
  }
  await finish(conn);
});

scenario('A-129 binary in fragments of 64 KiB', async () => {
  const conn = await open('/echo');
  const out = conn.beginBinary();
  for (let i = 0; i < 32; i++) out.write(Buffer.alloc(MIB / 8, i));
  out.end();
  await expectEcho(conn, Buffer.concat(Array.from({ length: 32 }, (_, i) => Buffer.alloc(MIB / 8, i))));
  await finish(conn);
});

scenario('A-130 pings are answered with their payload', async () => {
  const conn = await open('/echo');
  conn.sendPing('hello');
  const [payload] = await once(conn, 'pong');
  assert.strictEqual(payload, 'hello');
  await finish(conn);
});

scenario('A-050 the server ends the connection after any close code', async () => {
  for (const [code, reason] of [[1000, ''], [1001, 'going'], [3000, 'registered'], [4999, 'own']]) {
    await finish(await open('/echo'), code, reason);
  }
});

scenario('A-050 close codes of the server arrive', async () => {
  const conn = await open('/close');
  conn.sendText('4001 bye');
  assert.deepStrictEqual(await once(conn, 'close'), [4001, 'bye']);
});

scenario('B-035 the first subprotocol is chosen', async () => {
  const conn = await open('/echo', { protocols: ['chat', 'superchat'] });
  assert.strictEqual(conn.protocol, 'chat');
  await finish(conn);
});

scenario('C-029 1,000 messages in a row come back in order', async () => {
  const conn = await open('/echo');
  for (let i = 0; i < 1000; i++) conn.sendText('message ' + i);
  for (let i = 0; i < 1000; i++) await expectEcho(conn, 'message ' + i);
  await finish(conn);
});

(async () => {
  for (const { name, run } of scenarios) {
    let timer;
    try {
      const late = new Promise((resolve, reject) => {
        timer = setTimeout(() => reject(new Error('nothing happened for a minute')), PATIENCE);
      });
      await Promise.race([run(), late]);
      console.log(JSON.stringify({ name, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ name, ok: false, detail: String(error.stack) }));
    } finally {
      clearTimeout(timer);
    }
  }
  process.exit();
})();
