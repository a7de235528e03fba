// permessage-deflate with every combination of its four parameters, against the test server at the URL given; with a
// second argument N only every Nth combination, and shorter conversations if that is few. Prints one JSON object per combination, as client.js does.
'use strict';
const assert = require('assert');
const { once } = require('events');
const { WebSocket } = require('ws');

const base = process.argv[2];
const every = +process.argv[3] || 1;
const AT_ONCE = 4;
const PATIENCE = 60_000;

// A sequence of numbers below n that is the same every time.
function numbers(seed) {
  let state = seed | 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'µ-zeta', 'eta', 'theta \u{1F680}'];

// Texts that repeat themselves and earlier ones, bytes that do not, and both at once.
function message(next, longest) {
  const size = 1 + next(next(3) ? 300 : longest);
  if (next(4) === 0) {
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; i++) bytes[i] = next(256);
    return bytes;
  }
  let text = '';
  while (text.length < size) {
    text += JSON.stringify({ id: next(1000), name: NAMES[next(NAMES.length)], of: NAMES[next(NAMES.length)], n: next(9) });
  }
  return next(2) ? text : Buffer.from(text);
}

function send(ws, data, next) {
  const whole = Buffer.from(data);
  const binary = typeof data !== 'string';
  const pieces = next(5) === 0 ? 1 + next(6) : 1;
  for (let i = 0; i < pieces; i++) {
    const [from, to] = [whole.length * i / pieces | 0, whole.length * (i + 1) / pieces | 0];
    ws.send(whole.subarray(from, to), { binary, fin: i === pieces - 1, compress: next(12) > 0 });
  }
}

function sorted(answer) {
  return answer && answer.split('; ').sort().join('; ');
}

async function run({ settings, options, answer, count, longest }) {
  const small = (answer || '').match(/server_max_window_bits=(\d+)/);
  const ws = new WebSocket(base + '/echo?settings=threshold:0' + settings, {
    perMessageDeflate: {
      threshold: 0,
      // little output at a time: zlib finds what reaches too far only behind it
      zlibInflateOptions: { chunkSize: small && small[1] < 12 ? 64 : 4096 },
      ...options
    }
  });
  const inbox = [];
  let wake = () => {};
  let failure;
  ws.on('message', (data, isBinary) => { inbox.push({ data, isBinary }); wake(); });
  ws.on('error', (error) => { failure = error; wake(); });
  ws.on('close', (code) => { failure = failure || new Error('closed with ' + code); wake(); });
  const next = async () => {
    while (inbox.length === 0) {
      if (failure) throw failure;
      await new Promise((resolve) => { wake = resolve; });
    }
    return inbox.shift();
  };
  const [[response]] = await Promise.all([once(ws, 'upgrade'), once(ws, 'open')]);
  assert.strictEqual(sorted(response.headers['sec-websocket-extensions']), sorted(answer));
  assert.strictEqual(ws.extensions, answer ? 'permessage-deflate' : '');

  const [sending, expecting] = [numbers(count), numbers(count)];
  const window = 16;
  let sent = 0;
  for (let read = 0; read < count; read++) {
    for (; sent < Math.min(count, read + window); sent++) send(ws, message(sending, longest), numbers(sent));
    const expected = message(expecting, longest);
    const { data, isBinary } = await next();
    assert.strictEqual(isBinary, typeof expected !== 'string', 'kind of message ' + read);
    assert.ok(Buffer.from(expected).equals(data), 'payload of message ' + read);
  }
  ws.send('?compression');
  const [name, status] = (await next()).data.toString().split(' ');
  assert.strictEqual(name, answer ? 'permessage-deflate' : '');
  assert.strictEqual(status === 'null', !answer);
  ws.close(1000);
  await new Promise((resolve) => { wake = resolve; if (failure) resolve(); });
  assert.strictEqual(failure && failure.message, 'closed with 1000');
}

const cases = [];

function answerOf(parameters) {
  return ['permessage-deflate', ...parameters.filter(Boolean)].join('; ');
}

// What the client asks for; the server takes everything.
for (const serverNoContextTakeover of [undefined, true]) {
  for (const clientNoContextTakeover of [undefined, true]) {
    for (const serverMaxWindowBits of [undefined, 8, 9, 10, 12, 15]) {
      for (const clientMaxWindowBits of [undefined, false, 8, 9, 11, 15]) {
        cases.push({
          settings: '',
          options: { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits },
          answer: answerOf([
            serverNoContextTakeover && 'server_no_context_takeover',
            clientNoContextTakeover && 'client_no_context_takeover',
            serverMaxWindowBits && 'server_max_window_bits=' + serverMaxWindowBits,
            clientMaxWindowBits && 'client_max_window_bits=' + clientMaxWindowBits
          ])
        });
      }
    }
  }
}
// What the server asks for, of a client that takes everything.
for (const serverNoContextTakeover of [undefined, true]) {
  for (const clientNoContextTakeover of [undefined, true]) {
    for (const serverMaxWindowBits of [undefined, 8, 10, 15]) {
      for (const clientMaxWindowBits of [undefined, 8, 9, 12]) {
        const wanted = { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits };
        cases.push({
          settings: Object.entries(wanted).filter(([, value]) => value).map((pair) => ',' + pair.join(':')).join(''),
          options: {},
          answer: answerOf([
            serverNoContextTakeover && 'server_no_context_takeover',
            clientNoContextTakeover && 'client_no_context_takeover',
            serverMaxWindowBits && 'server_max_window_bits=' + serverMaxWindowBits,
            clientMaxWindowBits && 'client_max_window_bits=' + clientMaxWindowBits
          ])
        });
      }
    }
  }
}

const sample = cases.filter((one, i) => i % every === 0);
// Offers that the server's options decline: the connection goes on without the extension.
for (const [settings, options] of [
  [',serverNoContextTakeover:false', { serverNoContextTakeover: true }],
  [',serverMaxWindowBits:-1', { serverMaxWindowBits: 15 }],
  [',serverMaxWindowBits:10', { serverMaxWindowBits: 9 }],
  [',clientMaxWindowBits:10', { clientMaxWindowBits: false }],
  [',enabled:false', {}]
]) {
  sample.push({ settings, options, answer: undefined });
}
// Long conversations, in which contexts and windows matter, with other ways to compress.
for (const [settings, options, answer] of [
  ['', {}, answerOf([])],
  [',dedicatedDeflater:true', {}, answerOf([])],
  [',compressionHistory:32768,level:9', {}, answerOf([])],
  [',compressionHistory:0,level:1', {}, answerOf([])],
  [',inflateBufferBytes:100,autoFragmentBytes:700', { clientMaxWindowBits: 9 }, answerOf(['client_max_window_bits=9'])],
  [',concurrencyLimit:1', { serverMaxWindowBits: 8 }, answerOf(['server_max_window_bits=8'])]
]) {
  sample.push({ settings, options, answer, count: every > 20 ? 100 : 500, longest: 20_000 });
}

async function worker() {
  for (let one = sample.shift(); one; one = sample.shift()) {
    one = { count: 50, longest: 3000, ...one };
    const name = `${one.count} messages, server ${one.settings.slice(1) || 'default'}, client ${JSON.stringify(one.options)}`;
    let timer;
    try {
      const late = new Promise((resolve, reject) => {
        timer = setTimeout(() => reject(new Error('nothing happened for a minute')), PATIENCE);
      });
      await Promise.race([run(one), late]);
      console.log(JSON.stringify({ name, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ name, ok: false, detail: String(error.stack) }));
    } finally {
      clearTimeout(timer);
    }
  }
}

Promise.all(Array.from({ length: AT_ONCE }, worker)).then(() => process.exit());
