package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** Jetty's own transport, callbacks on the executor. */
@WebServlet(
        urlPatterns = "/jetty-executor/*",
        asyncSupported = true,
        initParams = {
            @WebInitParam(name = "dev.ws.transport", value = "jetty"),
            @WebInitParam(name = "dispatch", value = "executor"),
            @WebInitParam(name = "dev.ws.stopTimeout", value = "2"),
            @WebInitParam(name = "dev.ws.sessionAttributes", value = "cart")
        })
public final class JettyExecutorLab extends LabServlet {
    private static final long serialVersionUID = 1L;
}
