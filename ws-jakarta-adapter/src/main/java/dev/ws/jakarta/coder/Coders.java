package dev.ws.jakarta.coder;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.util.List;

/** The encoder and decoder classes of one endpoint, analysed at deployment. Immutable. */
public final class Coders {
    private Coders() {}

    /**
     * Analyses classes.
     *
     * @throws DeploymentException naming the class and the rule it breaks
     */
    public static Coders of(List<Class<? extends Encoder>> encoders, List<Class<? extends Decoder>> decoders)
            throws DeploymentException {
        throw new UnsupportedOperationException();
    }

    /** {@return the coders of a new connection} */
    public ConnectionCoders open(EndpointConfig config, InstanceProvider instances) {
        throw new UnsupportedOperationException();
    }
}
