package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One way to take a connection from a container. {@code ServletUpgrade} is the portable one; the others know one container
 * each. {@code TomcatUpgrade} and {@code JettyUpgrade} are created by name, only where their container may be. One
 * instance per web application; methods are called on the container's request threads, several at a time.
 */
interface ContainerUpgrade {
    /**
     * Tells whether this way leads to an upgrade. Wrapped requests are unwrapped here. Must be cheap, and never throws.
     *
     * @param request the request as the application sees it, not upgraded yet
     * @return whether {@link #upgrade} is to be called for it
     */
    boolean supports(HttpServletRequest request);

    /**
     * Takes the connection. Status 101 and all header fields ({@code Upgrade}, {@code Connection},
     * {@code Sec-WebSocket-*}) are set already. If this throws, nothing was done that another way could not do again,
     * and the opener is not called.
     *
     * @param request the request as the application sees it
     * @param response its response, not committed
     * @param opener to be called exactly once with the transport, on a container thread, when the 101 was sent or is
     *     sure to be sent before anything written to the transport; calls {@link Transport#start} before it returns
     * @throws IOException when the connection broke
     * @throws ServletException when the container refuses
     */
    void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws IOException, ServletException;
}
