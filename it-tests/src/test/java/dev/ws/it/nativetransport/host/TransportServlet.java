package dev.ws.it.nativetransport.host;

import dev.ws.servlet.NativeUpgrades;
import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes every connection. */
final class TransportServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient NativeUpgrades upgrades;
    private final transient Function<String, Consumer<Transport>> application;

    TransportServlet(NativeUpgrades upgrades, Function<String, Consumer<Transport>> application) {
        this.upgrades = upgrades;
        this.application = application;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        upgrades.upgrade(request, response, application.apply(request.getRequestURI()));
    }
}
