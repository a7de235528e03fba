/** The engine: contracts, framing, handshake, protocol, connections and the container-neutral server. */
module dev.ws.core {
    requires static org.jspecify;
}
