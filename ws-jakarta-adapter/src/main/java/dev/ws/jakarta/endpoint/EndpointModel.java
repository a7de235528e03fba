package dev.ws.jakarta.endpoint;

import dev.ws.jakarta.coder.Coders;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import java.util.List;
import java.util.Map;

/** The annotated methods of an endpoint class, checked at deployment. Immutable; server and client. */
public final class EndpointModel {
    private EndpointModel() {}

    /**
     * Reads and checks a class.
     *
     * @param type a class annotated with ServerEndpoint or ClientEndpoint
     * @param pathVariables the variables of its path; empty on the client
     * @param coders its encoders and decoders
     * @throws DeploymentException naming class, method and rule
     */
    public static EndpointModel of(Class<?> type, List<String> pathVariables, Coders coders)
            throws DeploymentException {
        throw new UnsupportedOperationException();
    }

    /**
     * An endpoint that calls the annotated methods of an instance. Its onOpen adds the message handlers to the session, which
     * is a {@link dev.ws.jakarta.session.TypedHandlers}.
     *
     * @param instance the application's object
     * @param pathParameters the values of the path's variables
     */
    public Endpoint bind(Object instance, Map<String, String> pathParameters) {
        throw new UnsupportedOperationException();
    }
}
