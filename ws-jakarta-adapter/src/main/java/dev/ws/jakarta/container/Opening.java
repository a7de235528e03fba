package dev.ws.jakarta.container;

import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.extension.ExtensionOffer;
import dev.ws.jakarta.session.JakartaSession;
import dev.ws.jakarta.session.OpenSessions;
import dev.ws.jakarta.session.SessionFacts;
import dev.ws.jakarta.session.SessionLimits;
import dev.ws.jakarta.session.SessionSetup;
import dev.ws.server.Decision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One opening handshake of an endpoint, from the servlet request to the session. The core server's hooks find it as an
 * attribute of the handshake and call its methods in the order in which they stand here: on the request's thread, and the
 * last one on the connection's pump.
 */
final class Opening {
    /** The name of the attribute. */
    static final String ATTRIBUTE = Opening.class.getName();

    private final JakartaServerContainer container;
    private final Deployed endpoint;
    private final Supplier<OpenSessions> peers;
    private final SessionLimits limits;
    private final Runnable ended;
    private final Map<String, String> pathParameters;
    private @Nullable JakartaHandshakeRequest
            request; // the request's thread, then the pump; null when the session is open
    private final ServerEndpointConfig config;
    private boolean extensionsChosen; // the request's thread
    private String subprotocol = ""; // the request's thread
    private @Nullable Object instance; // the request's thread, then the pump

    Opening(
            JakartaServerContainer container,
            Deployed endpoint,
            Supplier<OpenSessions> peers,
            SessionLimits limits,
            Runnable ended,
            Map<String, String> pathParameters,
            HttpServletRequest request) {
        this.container = container;
        this.endpoint = endpoint;
        this.peers = peers;
        this.limits = limits;
        this.ended = ended;
        this.pathParameters = pathParameters; // in the order of the template; nobody changes it
        this.request = new JakartaHandshakeRequest(request, pathParameters);
        this.config = new ConnectionConfig(endpoint.config());
    }

    /** The client's offers that the application wants, in its order; what it made up itself does not count. */
    List<ExtensionOffer> extensions(List<ExtensionOffer> offers) {
        extensionsChosen = true;
        List<Extension> requested = offers.stream().map(NegotiableExtension::of).toList();
        Set<Extension> installed = container.getInstalledExtensions();
        List<Extension> chosen = endpoint.configurator().extensions(installed(installed), requested);
        List<ExtensionOffer> considered = new ArrayList<>();
        for (Extension extension : chosen) {
            for (ExtensionOffer offer : offers) {
                boolean meant = requested.contains(extension)
                        ? NegotiableExtension.of(offer).equals(extension)
                        : offer.token().equals(extension.getName());
                if (meant && !considered.contains(offer)) {
                    considered.add(offer);
                }
            }
        }
        return considered;
    }

    // What the application lists itself comes first.
    private List<Extension> installed(Set<Extension> known) {
        Map<String, Extension> byName = new LinkedHashMap<>();
        config.getExtensions().forEach(extension -> byName.putIfAbsent(extension.getName(), extension));
        known.forEach(extension -> byName.putIfAbsent(extension.getName(), extension));
        return List.copyOf(byName.values());
    }

    /** Whether the application lets the page in, and the choice of the subprotocol (specification 3.1.2 and 3.1.4). */
    Decision verify(@Nullable String origin, @Nullable String protocols) {
        if (!Objects.requireNonNull(request).hasAddress()) {
            return Decision.reject(400, "Invalid request address");
        }
        if (!extensionsChosen) {
            extensions(List.of()); // nothing was offered, but configurators count on being asked
        }
        if (!endpoint.configurator().checkOrigin(origin)) {
            return Decision.reject(403);
        }
        List<String> requested = protocols == null
                ? List.of()
                : Arrays.stream(protocols.split(",", -1)).map(String::strip).toList();
        subprotocol = endpoint.configurator().subprotocol(config.getSubprotocols(), requested);
        return Decision.accept();
    }

    String subprotocol() {
        return subprotocol;
    }

    /** The application changes the computed answer (specification 3.1.5), and makes the instance of this connection. */
    void answer(Headers.Builder headers) throws InstantiationException {
        JakartaHandshakeRequest handshake = Objects.requireNonNull(request);
        JakartaHandshakeResponse response = new JakartaHandshakeResponse(headers.build());
        endpoint.configurator().modifyHandshake(config, handshake, response);
        response.writeTo(headers);
        handshake.finish();
        instance = endpoint.configurator().endpointInstance(config.getEndpointClass(), endpoint.instances());
    }

    /** Opens the session. */
    void open(WebSocket ws) {
        Object made = Objects.requireNonNull(instance);
        JakartaHandshakeRequest handshake = Objects.requireNonNull(request);
        // The connection keeps this object, as an attribute of its handshake.
        instance = null;
        request = null;
        SessionFacts facts = new SessionFacts(
                handshake.getRequestURI(),
                handshake.getQueryString(),
                handshake.getParameterMap(),
                pathParameters,
                handshake.getUserPrincipal(),
                handshake.isSecure(),
                subprotocol,
                NegotiableExtension.parse(ws.agreedExtensions()));
        boolean ours = !endpoint.configurator().makesInstances();
        JakartaSession session = JakartaSession.of(new SessionSetup(
                container,
                endpoint.bind(made, pathParameters),
                config,
                config.getUserProperties(),
                peers.get(),
                endpoint.coders().open(config, endpoint.instances()),
                facts,
                limits,
                container.runtime(),
                () -> {
                    if (ours) {
                        endpoint.instances().destroy(made);
                    }
                    ended.run();
                }));
        session.attach(ws);
    }
}
