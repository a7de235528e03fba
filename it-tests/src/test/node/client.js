// Runs every scenario against the test server at the URL given and prints one JSON object per scenario:
// {"name": ..., "ok": true} or {"name": ..., "ok": false, "detail": ...}. Further arguments: a part of the names of the
// scenarios to run; "deflate" for compression, which the server then has to agree to.
'use strict';
const assert = require('assert');
const { once } = require('events');
const { WebSocket, createWebSocketStream } = require('ws');

const base = process.argv[2];
const only = process.argv[3];
const deflate = process.argv[4] === 'deflate';
const scenarios = [];
const scenario = (name, run) => scenarios.push({ name, run });

const PATIENCE = 60_000;
const MIB = 1 << 20;

function connect(path, protocols, options) {
  return new WebSocket(base + path, protocols, { perMessageDeflate: deflate && { threshold: 0 }, ...options });
}

async function open(path, protocols, options) {
  const ws = connect(path, protocols, options);
  ws.inbox = [];
  ws.on('message', (data, isBinary) => ws.inbox.push({ data, isBinary }));
  await once(ws, 'open');
  assert.strictEqual(ws.extensions.includes('permessage-deflate'), deflate);
  return ws;
}

// The next message; a connection that closes instead is an error.
async function next(ws) {
  while (ws.inbox.length === 0) {
    await new Promise((resolve, reject) => {
      const onMessage = () => { ws.off('close', onClose); resolve(); };
      const onClose = (code) => { ws.off('message', onMessage); reject(new Error('closed with ' + code)); };
      ws.once('message', onMessage);
      ws.once('close', onClose);
    });
  }
  return ws.inbox.shift();
}

async function expectEcho(ws, sent) {
  const { data, isBinary } = await next(ws);
  assert.strictEqual(isBinary, typeof sent !== 'string', 'kind of the message');
  assert.strictEqual(data.length, Buffer.byteLength(sent), 'length of the message');
  assert.ok(Buffer.from(sent).equals(data), 'payload of the message');
}

async function closing(ws) {
  const [code, reason] = await once(ws, 'close');
  return { code, reason: reason.toString() };
}

async function finish(ws) {
  ws.close(1000);
  assert.deepStrictEqual(await closing(ws), { code: 1000, reason: '' });
}

function pattern(length) {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) bytes[i] = i * 31 + (i >>> 8);
  return bytes;
}

scenario('A-139 messages of every length class, text and binary', async () => {
  const ws = await open('/echo');
  for (const length of [0, 1, 125, 126, 127, 65535, 65536, 200_000]) {
    ws.send('x'.repeat(length));
    await expectEcho(ws, 'x'.repeat(length));
    ws.send(pattern(length));
    await expectEcho(ws, pattern(length));
  }
  await finish(ws);
});

scenario('A-070 text of every plane', async () => {
  const ws = await open('/echo');
  for (const text of ['µ', 'κόσμε', '日本語', '\u{1F680}', '\u{10FFFF}', 'a\u0000b', '\uFFFD']) {
    ws.send(text);
    await expectEcho(ws, text);
    ws.send(text.repeat(10_000));
    await expectEcho(ws, text.repeat(10_000));
  }
  await finish(ws);
});

scenario('C-034 16 MiB of binary and of text', async () => {
  const ws = await open('/echo');
  const bytes = pattern(16 * MIB);
  ws.send(bytes);
  await expectEcho(ws, bytes);
  const text = 'abcdefg µ '.repeat(16 * MIB / 11 | 0);
  ws.send(text);
  await expectEcho(ws, text);
  await finish(ws);
});

scenario('C-029 5,000 messages in a row come back in order', async () => {
  const ws = await open('/echo');
  for (let i = 0; i < 5000; i++) ws.send(i % 3 ? 'message ' + i : Buffer.from('message ' + i));
  for (let i = 0; i < 5000; i++) await expectEcho(ws, i % 3 ? 'message ' + i : Buffer.from('message ' + i));
  await finish(ws);
});

scenario('A-129 fragments are joined', async () => {
  const ws = await open('/echo');
  ws.send('one ', { fin: false });
  ws.send('two ', { fin: false });
  ws.ping('between');
  ws.send('three', { fin: true });
  const [pong] = await once(ws, 'pong');
  assert.strictEqual(pong.toString(), 'between');
  await expectEcho(ws, 'one two three');
  ws.send(Buffer.alloc(0), { fin: false });
  ws.send(pattern(70_000), { fin: false });
  ws.send(Buffer.alloc(0), { fin: true });
  await expectEcho(ws, pattern(70_000));
  await finish(ws);
});

for (const [kind, empty] of [['of one byte', false], ['half of them empty', true]]) {
  scenario('A-035 a message of 65,537 fragments, ' + kind, async () => {
    const ws = await open('/echo');
    for (let i = 0; i < 65_536; i++) ws.send(empty && i % 2 ? '' : 'f', { fin: false });
    ws.send('f', { fin: true });
    await expectEcho(ws, 'f'.repeat(empty ? 32_769 : 65_537));
    await finish(ws);
  });
}

scenario('A-130 pings are answered with their payload', async () => {
  const ws = await open('/echo');
  for (const payload of [Buffer.alloc(0), Buffer.from('payload'), pattern(125)]) {
    ws.ping(payload);
    const [pong] = await once(ws, 'pong');
    assert.ok(payload.equals(pong));
  }
  await finish(ws);
});

scenario('A-130 ten pings in one packet', async () => {
  const ws = await open('/echo');
  const pongs = [];
  ws.on('pong', (data) => pongs.push(data.toString()));
  ws._socket.cork();
  for (let i = 0; i < 10; i++) ws.ping('ping ' + i);
  ws.send('after');
  ws._socket.uncork();
  await expectEcho(ws, 'after');
  assert.deepStrictEqual(pongs, Array.from({ length: 10 }, (_, i) => 'ping ' + i));
  await finish(ws);
});

scenario('A-133 unsolicited pongs are taken', async () => {
  const ws = await open('/echo');
  ws.pong('unasked');
  ws.pong();
  ws.send('still here');
  await expectEcho(ws, 'still here');
  await finish(ws);
});

scenario('A-057 close codes and reasons of the client come back', async () => {
  for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]) {
    for (const reason of ['', 'because µ', '*'.repeat(123)]) {
      const ws = await open('/echo');
      ws.close(code, reason);
      assert.deepStrictEqual(await closing(ws), { code, reason });
    }
  }
});

scenario('A-053 a close without code comes back without code', async () => {
  const ws = await open('/echo');
  ws.close();
  assert.deepStrictEqual(await closing(ws), { code: 1005, reason: '' });
});

scenario('A-051 close codes and reasons of the server arrive', async () => {
  for (const code of [1000, 1001, 1003, 1008, 1011, 1012, 1013, 1014, 3000, 4001, 4999]) {
    for (const reason of ['', 'bye µ', '*'.repeat(123)]) {
      const ws = await open('/close');
      ws.send((code + ' ' + reason).trim());
      assert.deepStrictEqual(await closing(ws), { code, reason });
    }
  }
  const ws = await open('/close');
  ws.send('');
  assert.deepStrictEqual(await closing(ws), { code: 1005, reason: '' });
});

scenario('A-062 messages before a close are delivered', async () => {
  const ws = await open('/echo');
  for (let i = 0; i < 100; i++) ws.send(pattern(10_000));
  ws.close(4000, 'after all of them');
  const closed = closing(ws);
  assert.deepStrictEqual(await closed, { code: 4000, reason: 'after all of them' });
  assert.strictEqual(ws.inbox.length, 100);
});

scenario('A-059 a connection that is cut takes nobody along', async () => {
  const [cut, other] = [await open('/echo'), await open('/echo')];
  cut.send(pattern(1000));
  await expectEcho(cut, pattern(1000));
  cut.terminate();
  assert.deepStrictEqual(await closing(cut), { code: 1006, reason: '' });
  other.send('still here');
  await expectEcho(other, 'still here');
  await finish(other);
});

scenario('C-061 what the server sent before it cut the connection arrives', async () => {
  for (let i = 0; i < 20; i++) {
    const ws = await open('/cut');
    ws.send('200000');
    const closed = once(ws, 'close');
    await expectEcho(ws, Buffer.alloc(200_000));
    assert.strictEqual((await closed)[0], 1006);
  }
});

scenario('A-121 the first subprotocol is taken', async () => {
  const ws = await open('/echo', ['chat', 'superchat']);
  assert.strictEqual(ws.protocol, 'chat');
  await finish(ws);
  const none = await open('/echo');
  assert.strictEqual(none.protocol, '');
  await finish(none);
});

scenario('A-124 protocol version 8', async () => {
  const ws = await open('/echo', [], { protocolVersion: 8, origin: 'http://example.com' });
  ws.send('old');
  await expectEcho(ws, 'old');
  await finish(ws);
});

for (const status of [401, 403, 404, 503]) {
  scenario('B-037 refused with ' + status, async () => {
    const ws = connect('/refuse?status=' + status);
    const [request, response] = await once(ws, 'unexpected-response');
    assert.strictEqual(response.statusCode, status);
    assert.strictEqual(response.headers['x-reason'], 'because');
    const body = [];
    for await (const chunk of response) body.push(chunk);
    assert.strictEqual(Buffer.concat(body).toString(), 'refused with ' + status);
    request.destroy();
  });
}

scenario('C-006 output waits for a client that does not read', async () => {
  const ws = await open('/push');
  ws.pause();
  ws.send('32 ' + MIB);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.strictEqual(ws.inbox.length, 0);
  ws.resume();
  for (let i = 0; i < 32; i++) await expectEcho(ws, Buffer.alloc(MIB, i));
  const { data } = await next(ws);
  const buffered = +data.toString().split(' ')[1];
  assert.ok(buffered > MIB && buffered < 33 * MIB, 'bufferedAmount of the server was ' + buffered);
  await finish(ws);
});

scenario('C-047 input waits for a server that does not read', async () => {
  const ws = await open('/pause');
  for (let i = 0; i < 64; i++) ws.send(Buffer.alloc(MIB, i));
  ws.send('how much?');
  const waiting = ws.bufferedAmount;
  assert.ok(waiting > 32 * MIB, 'only ' + waiting + ' bytes wait');
  await expectEcho(ws, 'total ' + 64 * MIB);
  assert.strictEqual(ws.bufferedAmount, 0);
  await finish(ws);
});

scenario('C-068 a stream of 8 MiB through the connection', async () => {
  const ws = connect('/echo');
  const stream = createWebSocketStream(ws);
  const sent = pattern(8 * MIB);
  let read = 0;
  const done = new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', (chunk) => {
      if (!sent.subarray(read, read + chunk.length).equals(chunk)) reject(new Error('differs after ' + read));
      read += chunk.length;
      if (read === sent.length) resolve();
    });
  });
  for (let at = 0; at < sent.length; at += 60_000) {
    if (!stream.write(sent.subarray(at, at + 60_000))) await once(stream, 'drain');
  }
  await done;
  stream.end();
  await once(ws, 'close');
});

scenario('C-001 fifty connections at once', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => open('/echo')));
  await Promise.all(all.map(async (ws, n) => {
    for (let i = 0; i < 20; i++) {
      ws.send(n + ' ' + i);
      await expectEcho(ws, n + ' ' + i);
    }
    await finish(ws);
  }));
});

(async () => {
  for (const { name, run } of scenarios) {
    if (only && !name.includes(only)) continue;
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
