// A peer of servers that speak HTTP/2 over TLS but do not support extended CONNECT (RFC 8441). Arguments: the server's URL,
// and "later" where requests that come later on the same connection are served as well. Prints one JSON object per
// scenario, as client.js does.
'use strict';
const assert = require('assert');
const http2 = require('http2');
const { once } = require('events');
const WebSocket = require('ws');

const base = new URL(process.argv[2]);
const later = process.argv[3] === 'later';
const tls = { rejectUnauthorized: false };

async function connect() {
  const session = http2.connect(base, tls);
  const peer = { session, leaving: false };
  session.on('goaway', () => { peer.leaving = true; });
  session.on('error', () => { peer.leaving = true; });
  [peer.settings] = await once(session, 'remoteSettings');
  return peer;
}

// A CONNECT as a browser would send it, changed by more headers.
function extendedConnect(session, more) {
  return session.request({
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':scheme': 'https',
    ':path': '/auto/echo',
    ':authority': base.host,
    'sec-websocket-version': '13',
    origin: base.origin,
    ...more
  }, { endStream: false });
}

// How the server ended a stream.
async function endOf(stream) {
  let status = 'no answer';
  stream.on('response', (headers) => { status = headers[':status']; });
  stream.on('error', () => {});
  stream.resume();
  await new Promise((resolve) => stream.on('close', resolve));
  return `${status}, ${stream.rstCode}`;
}

// A POST that is under way: what is written comes back. In frames of a size that Tomcat does not take for an attack.
async function mirror(session) {
  const stream = session.request({ ':method': 'POST', ':path': '/mirror' });
  stream.setEncoding('utf8');
  const say = async (word) => {
    const text = word.repeat(500);
    let answer = '';
    stream.write(text);
    while (answer.length < text.length) {
      const [piece] = await once(stream, 'data');
      answer += piece;
    }
    assert.strictEqual(answer, text);
  };
  await say('before');
  return async () => {
    await say('after');
    stream.end();
    await once(stream, 'end');
  };
}

async function webSocket() {
  const ws = new WebSocket(`wss://${base.host}/auto/echo`, tls);
  await once(ws, 'open');
  const say = async (text) => {
    ws.send(text);
    const [answer] = await once(ws, 'message');
    assert.strictEqual(String(answer), text);
  };
  await say('before');
  return async () => {
    await say('after');
    ws.close(1000);
    const [code] = await once(ws, 'close');
    assert.strictEqual(code, 1000);
  };
}

const PROTOCOL_ERROR = `no answer, ${http2.constants.NGHTTP2_PROTOCOL_ERROR}`;

async function isReset(more) {
  const peer = await connect();
  const { session } = peer;
  const other = await connect();
  const bystanders = [await mirror(session), await mirror(other.session), await webSocket()];
  assert.strictEqual(await endOf(extendedConnect(session, more)), PROTOCOL_ERROR);
  for (const goesOn of bystanders) await goesOn();
  for (const each of later ? [session, other.session] : [other.session]) {
    assert.strictEqual(await endOf(each.request({ ':path': '/mirror' })), '200, 0');
  }
  assert.strictEqual(peer.leaving || session.closed, false);
  session.close();
  other.session.close();
}

const scenarios = {
  'extended CONNECT is not announced': async () => {
    const { session, settings } = await connect();
    assert.strictEqual(session.alpnProtocol, 'h2');
    assert.strictEqual(Boolean(settings.enableConnectProtocol), false);
    session.close();
  },
  'an extended CONNECT is reset, and the others go on': () => isReset({}),
  'one with another protocol is reset, and the others go on': () => isReset({ ':protocol': 'connect-udp' }),
  'one for no path of the application is reset, and the others go on': () => isReset({ ':path': '/nothing' })
};

(async () => {
  for (const [name, run] of Object.entries(scenarios)) {
    const late = new Promise((_, reject) => setTimeout(reject, 20000, new Error('no end within 20 s')).unref());
    try {
      await Promise.race([run(), late]);
      console.log(JSON.stringify({ name, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ name, ok: false, detail: String(error && error.stack) }));
    }
  }
  process.exit();
})();
