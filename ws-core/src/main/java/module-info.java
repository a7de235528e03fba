/** The engine: contracts, framing, handshake, protocol, connections and the container-neutral server. */
module dev.ws.core {
    requires static transitive org.jspecify;
    requires tls.channel;
    requires java.logging; // of tls-channel, which has no module description to say so

    exports dev.ws;
    exports dev.ws.client;
    exports dev.ws.connection;
    exports dev.ws.extension;
    exports dev.ws.extension.deflate;
    exports dev.ws.frame;
    exports dev.ws.handshake;
    exports dev.ws.http;
    exports dev.ws.message;
    exports dev.ws.protocol;
    exports dev.ws.server;
    exports dev.ws.transport;
}
