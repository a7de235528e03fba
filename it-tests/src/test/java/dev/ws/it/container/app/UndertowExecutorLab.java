package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** Undertow's own transport, callbacks on the executor. */
@WebServlet(
        urlPatterns = "/undertow-executor/*",
        asyncSupported = true,
        initParams = {
            @WebInitParam(name = "dev.ws.transport", value = "undertow"),
            @WebInitParam(name = "dispatch", value = "executor"),
            @WebInitParam(name = "dev.ws.stopTimeout", value = "2"),
            @WebInitParam(name = "dev.ws.sessionAttributes", value = "cart")
        })
public final class UndertowExecutorLab extends LabServlet {
    private static final long serialVersionUID = 1L;
}
