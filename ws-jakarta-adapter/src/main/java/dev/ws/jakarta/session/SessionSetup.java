package dev.ws.jakarta.session;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.jakarta.coder.ConnectionCoders;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.WebSocketContainer;
import java.util.Map;

/**
 * What a container gives a new session.
 *
 * @param container the container
 * @param endpoint who is told of what happens: the application's own, or what stands for an annotated one
 * @param config its configuration
 * @param userProperties the session's own copy of the configuration's properties
 * @param peers the sessions of the same endpoint
 * @param coders its encoders and decoders; closed by the session
 * @param facts what is known of the handshake
 * @param limits the limits to start with
 * @param runtime timer and executors
 * @param ended called once, after the endpoint's onClose
 */
public record SessionSetup(
        WebSocketContainer container,
        Endpoint endpoint,
        EndpointConfig config,
        Map<String, Object> userProperties,
        OpenSessions peers,
        ConnectionCoders coders,
        SessionFacts facts,
        SessionLimits limits,
        ConnectionRuntime runtime,
        Runnable ended) {}
