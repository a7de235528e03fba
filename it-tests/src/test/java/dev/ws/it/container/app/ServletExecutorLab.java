package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** The portable transport, callbacks on the executor. */
@WebServlet(
        urlPatterns = "/servlet-executor/*",
        asyncSupported = true,
        initParams = {
            @WebInitParam(name = "dev.ws.transport", value = "servlet"),
            @WebInitParam(name = "dispatch", value = "executor"),
            @WebInitParam(name = "dev.ws.stopTimeout", value = "2"),
            @WebInitParam(name = "dev.ws.sessionAttributes", value = "cart")
        })
public final class ServletExecutorLab extends LabServlet {
    private static final long serialVersionUID = 1L;
}
