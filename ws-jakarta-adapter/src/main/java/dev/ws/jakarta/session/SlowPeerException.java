package dev.ws.jakarta.session;

import java.io.IOException;
import java.io.Serial;

/** A send that failed because the peer takes too little, which is not the application's fault. */
final class SlowPeerException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    SlowPeerException(String message) {
        super(message);
    }
}
