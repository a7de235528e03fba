// What every page shares: one connection, its visible state, a connect and a disconnect button, and a log.
// A page has the elements #state, #connect, #disconnect, #error and, if it logs, #log; with endpoints of
// jakarta.websocket, #implementation. A second connection on a page has
// its own, with a suffix to their ids.

const byId = (id) => document.getElementById(id);

/** The ws: or wss: address of a path beside this page, whatever host, port and context path it was loaded from. */
export function socketUrl(path) {
  const url = new URL(path, document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Adds a line to the log; kind is 'in', 'out' or 'note'. */
export function log(kind, text) {
  const list = byId('log');
  const line = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString();
  line.className = kind;
  line.append(time, text);
  list.append(line);
  while (list.children.length > 500) {
    list.firstChild.remove();
  }
  list.scrollTop = list.scrollHeight;
}

export function showError(text, suffix = '') {
  byId(`error${suffix}`).textContent = text;
}

const meanings = {
  1000: 'normal end',
  1001: 'the server is going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no code given',
  1006: 'connection lost',
  1007: 'invalid text',
  1008: 'against the rules',
  1009: 'message too big',
  1011: 'error in the server',
  1013: 'try again later',
};

const refusals = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' };

// A browser hides why a handshake was refused. A plain request for the same address usually gets the same answer.
async function explainRefusal(url, hint) {
  try {
    const answer = await fetch(url.replace(/^ws/, 'http'), { cache: 'no-store' });
    if (refusals[answer.status]) {
      return `Refused: the server answers ${answer.status} ${refusals[answer.status]}.`;
    }
    return `Refused, or lost before it was open. ${hint}`;
  } catch {
    return 'The server cannot be reached.';
  }
}

// Which implementation of jakarta.websocket serves this application, on pages that say so.
async function showImplementation(element) {
  try {
    const answer = await fetch('jakarta/implementation', { cache: 'no-store' });
    const { name, jar } = await answer.json();
    element.textContent = jar ? `${name} (${jar})` : name;
  } catch (error) {
    element.textContent = `unknown: ${error.message}`;
  }
}

if (byId('implementation')) {
  showImplementation(byId('implementation'));
}

/**
 * Makes the page's connection.
 *
 * path: a string, or a function called at each connect. handlers: onOpen(), onMessage(data),
 * onClose(event) if it had been open.
 * options: { auto: false } waits for the button instead of connecting at once; hint tells why a handshake may be refused;
 * suffix is that of a second connection's ids, and the value of data-needs-open where that one is needed.
 */
export function connection(
  path,
  handlers,
  { auto = true, hint = 'The browser does not tell why.', suffix = '' } = {},
) {
  const connectButton = byId(`connect${suffix}`);
  const disconnectButton = byId(`disconnect${suffix}`);
  let socket = null;

  function show(state, text) {
    byId(`state${suffix}`).dataset.state = state;
    byId(`state${suffix}`).textContent = text ?? state;
    connectButton.disabled = state === 'connecting';
    disconnectButton.disabled = state !== 'connecting' && state !== 'open';
    for (const element of document.querySelectorAll(`[data-needs-open="${suffix}"]`)) {
      element.disabled = state !== 'open';
    }
  }

  function connect() {
    socket?.close();
    showError('', suffix);
    show('connecting');
    const url = socketUrl(typeof path === 'function' ? path() : path);
    const own = new WebSocket(url);
    let opened = false;
    socket = own;
    own.binaryType = 'arraybuffer';
    own.onopen = () => {
      opened = true;
      show('open');
      connectButton.textContent = 'Reconnect';
      handlers.onOpen?.();
    };
    own.onmessage = (event) => {
      if (own === socket) {
        handlers.onMessage?.(event.data);
      }
    };
    own.onclose = async (event) => {
      if (own !== socket) {
        return;
      }
      connectButton.textContent = 'Reconnect';
      const words = event.reason || meanings[event.code] || 'no reason given';
      show('closed', opened ? `closed ${event.code}` : 'refused');
      if (opened) {
        if (!own.leaving) {
          showError(`Closed by the server: ${event.code}, ${words}.`, suffix);
        }
        handlers.onClose?.(event);
        return;
      }
      const why = await explainRefusal(url, hint);
      if (own === socket) {
        showError(why, suffix);
      }
    };
  }

  function close(code, reason) {
    if (socket && socket.readyState <= WebSocket.OPEN) {
      socket.close(code, reason);
      socket.leaving = true;
      show('closing');
    }
  }

  connectButton.addEventListener('click', connect);
  disconnectButton.addEventListener('click', () => close(1000));
  show('idle', 'not connected');
  if (auto) {
    connect();
  }
  return {
    connect,
    close,
    send: (data) => socket.send(data),
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    extensions: () => socket?.extensions ?? '',
  };
}
