package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.nio.channels.Channel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What Undertow talks to after the upgrade; public only because Undertow creates it. Undertow's order is constructor,
 * {@link #bind} on the request's thread, {@link #init} on another worker thread, {@link #destroy} on whichever thread
 * closed the connection. The connection may end at any time: then {@code init} comes late, or never.
 */
public final class UndertowUpgradeHandler implements HttpUpgradeHandler {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    private final AtomicReference<@Nullable Binding> binding = new AtomicReference<>(); // taken by who opens
    private volatile @Nullable UndertowTransport transport; // set by init()
    private volatile @Nullable UpgradeHandler portable; // set by init()

    private record Binding(UndertowUpgrade way, UndertowApi api, Consumer<Transport> opener) {}

    /** For Undertow only. */
    public UndertowUpgradeHandler() {}

    void bind(UndertowUpgrade way, UndertowApi api, Consumer<Transport> opener) {
        binding.set(new Binding(way, api, opener));
    }

    @Override
    public void init(WebConnection upgraded) {
        Binding bound = binding.getAndSet(null);
        if (bound == null) {
            return; // It is closed already.
        }
        Channel connection = bound.api().connection(upgraded);
        if (connection == null) {
            takePortableWay(bound, upgraded);
            return;
        }
        UndertowTransport created =
                UndertowTransport.of(bound.api(), connection, bound.way().lingering());
        transport = created;
        created.opening(() -> bound.opener().accept(created));
        created.resume();
    }

    private void takePortableWay(Binding bound, WebConnection upgraded) {
        bound.way().warnOnce("Undertow's connection is a " + upgraded.getClass().getName(), null);
        UpgradeHandler handler = new UpgradeHandler();
        portable = handler;
        handler.bind(bound.opener(), bound.way().executor(), null);
        handler.init(upgraded);
    }

    /** The connection under the request ended, before or after the upgrade. Any thread. */
    void connectionClosed() {
        Binding bound = binding.getAndSet(null);
        if (bound != null) {
            // Nobody would ever open it, and it would count for ever.
            try {
                bound.way().executor().execute(() -> openLost(bound));
            } catch (RejectedExecutionException e) {
                openLost(bound); // The web application stops.
            }
        }
        destroy();
    }

    private static void openLost(Binding bound) {
        try {
            bound.opener().accept(new LostTransport());
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "a connection that was lost could not be opened", e);
        }
    }

    /** Called when the connection was closed. */
    @Override
    public void destroy() {
        UndertowTransport opened = transport;
        if (opened != null) {
            opened.closed();
        }
        UpgradeHandler other = portable;
        if (other != null) {
            other.destroy();
        }
    }
}
