package dev.ws.it.bridge;

import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;

/**
 * The endpoints of a bridge with one dispatch.
 *
 * @param bridge where
 * @param dispatch {@code inline}, {@code executor} and {@code auto}; {@code jakarta} for endpoints on the adapter
 */
record Lane(Bridge bridge, String dispatch) {
    /** A connection without a handshake. */
    RawWebSocket connect(int receiveBuffer) throws IOException {
        return bridge.secure()
                ? RawWebSocket.connect(bridge.port(), receiveBuffer, KeyStores.context())
                : RawWebSocket.connect(bridge.port(), receiveBuffer);
    }

    /** Where an endpoint is, for a connection with an id. */
    String target(String endpoint, String id) {
        return "/" + dispatch + "/" + endpoint + "?" + id;
    }

    /** The bytes of an opening handshake. */
    byte[] request(String endpoint, String id) {
        return RawWebSocket.request(bridge.port(), target(endpoint, id));
    }

    RawWebSocket open(String endpoint, String id) throws IOException {
        return open(endpoint, id, 0);
    }

    RawWebSocket open(String endpoint, String id, int receiveBuffer) throws IOException {
        RawWebSocket peer = connect(receiveBuffer);
        try {
            peer.shakeHands(bridge.port(), target(endpoint, id));
            return peer;
        } catch (IOException | RuntimeException | Error e) {
            peer.close();
            throw e;
        }
    }
}
