package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.http.WebConnection;
import java.util.function.Consumer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat talks to after the upgrade; public only because Tomcat creates it. Tomcat's order is constructor,
 * {@link #bind}, {@link #setSocketWrapper}, {@link #init}, then one dispatch at once on the same thread whether or not
 * there is input, later ones on any of its worker threads.
 */
@SuppressWarnings("exports") // Tomcat is no module that we could require, and nobody but Tomcat calls this
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {
    private @Nullable Consumer<Transport> opener; // the request's thread, until init()
    private @Nullable Lingering lingering; // the request's thread
    private @Nullable TomcatTransport transport; // set on the request's thread before the first dispatch

    /** For Tomcat only. */
    public TomcatUpgradeHandler() {}

    void bind(Consumer<Transport> connectionOpener, Lingering connectionLingering) {
        opener = connectionOpener;
        lingering = connectionLingering;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        Lingering rest = lingering;
        transport = rest == null ? null : TomcatTransport.of(wrapper, rest);
    }

    @Override
    public void init(WebConnection connection) {
        TomcatTransport opened = transport;
        Consumer<Transport> target = opener;
        opener = null;
        if (opened != null && target != null) {
            opened.opening(() -> target.accept(opened));
        }
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        return transport == null ? SocketState.CLOSED : transport.dispatch(event);
    }

    /** Called when Tomcat closed the connection, also at the stop of the connector. */
    @Override
    public void destroy() {
        if (transport != null) {
            transport.ended(null);
        }
    }

    @Override
    public void setSslSupport(@Nullable SSLSupport sslSupport) {
        // TLS data is taken from the request, before the upgrade.
    }

    @Override
    public void timeoutAsync(long now) {
        // Timeouts are the engine's.
    }

    /** The connector stops accepting; open connections go on until they are closed. */
    @Override
    public void pause() {}
}
