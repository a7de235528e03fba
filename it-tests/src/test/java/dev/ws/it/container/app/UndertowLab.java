package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** Undertow's own transport, callbacks on the container's threads. */
@WebServlet(
        urlPatterns = "/undertow/*",
        asyncSupported = true,
        initParams = {
            @WebInitParam(name = "dev.ws.transport", value = "undertow"),
            @WebInitParam(name = "dispatch", value = "inline"),
            @WebInitParam(name = "dev.ws.stopTimeout", value = "2"),
            @WebInitParam(name = "dev.ws.sessionAttributes", value = "cart")
        })
public final class UndertowLab extends LabServlet {
    private static final long serialVersionUID = 1L;
}
