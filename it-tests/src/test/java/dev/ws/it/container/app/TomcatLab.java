package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** Tomcat's own transport, callbacks on the container's threads. */
@WebServlet(
        urlPatterns = "/tomcat/*",
        asyncSupported = true,
        initParams = {
            @WebInitParam(name = "dev.ws.transport", value = "tomcat"),
            @WebInitParam(name = "dispatch", value = "inline"),
            @WebInitParam(name = "dev.ws.stopTimeout", value = "2"),
            @WebInitParam(name = "dev.ws.sessionAttributes", value = "cart")
        })
public final class TomcatLab extends LabServlet {
    private static final long serialVersionUID = 1L;
}
