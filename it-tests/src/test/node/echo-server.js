// Echoes messages; prints "listening PORT"; ends with its standard input.
'use strict';
const { WebSocketServer } = require('ws');
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  maxFragments: 0,
  maxBufferedChunks: 0
});
server.on('listening', () => console.log('listening ' + server.address().port));
server.on('connection', (ws) => {
  ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
  ws.on('error', () => {});
});
process.stdin.on('end', () => process.exit()).resume();
