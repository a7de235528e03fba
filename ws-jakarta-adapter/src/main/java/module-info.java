/** Jakarta WebSocket on top of the engine; a skeleton so far. */
module dev.ws.jakarta {
    requires static org.jspecify;
    requires transitive dev.ws.core;
    requires dev.ws.servlet;
}
