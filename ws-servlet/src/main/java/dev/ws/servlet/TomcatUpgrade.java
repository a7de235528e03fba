package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;

/**
 * The upgrade on Tomcat 10.1 and 11: the standard call, with a handler that Tomcat knows as one of its own and gives the
 * socket to. Creating it fails with a {@link LinkageError} where Tomcat's interface is not visible.
 */
final class TomcatUpgrade implements ContainerUpgrade {
    private final Lingering lingering;

    TomcatUpgrade(Lingering lingering) {
        this.lingering = lingering;
    }

    private final ClassLoader container = InternalHttpUpgradeHandler.class.getClassLoader();

    @Override
    public boolean supports(HttpServletRequest request) {
        ServletRequest inner = ContainerRequest.unwrap(request);
        Class<?> type = inner.getClass();
        // The loader: a second Tomcat inside the application's own libraries would not be the one that serves it.
        return type.getName().startsWith("org.apache.catalina.connector.")
                && type.getClassLoader() == container
                && "HTTP/1.1".equals(inner.getProtocol());
    }

    @Override
    public void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws IOException, ServletException {
        request.upgrade(TomcatUpgradeHandler.class).bind(opener, lingering);
    }
}
