package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** The transport that the bridge chooses. */
@WebServlet(
        urlPatterns = "/auto/*",
        asyncSupported = true,
        initParams = {
            @WebInitParam(name = "dev.ws.transport", value = "auto"),
            @WebInitParam(name = "dispatch", value = "inline"),
            @WebInitParam(name = "dev.ws.stopTimeout", value = "2"),
            @WebInitParam(name = "dev.ws.sessionAttributes", value = "cart")
        })
public final class AutoLab extends LabServlet {
    private static final long serialVersionUID = 1L;
}
