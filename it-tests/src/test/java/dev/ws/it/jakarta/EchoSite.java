package dev.ws.it.jakarta;

import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.app.Echo;
import java.io.IOException;

/** Jakarta endpoints on the adapter, with compression by context parameters, for other packages. */
public enum EchoSite {
    TOMCAT_11(Host.TOMCAT_11),
    JETTY_EE11(Host.JETTY_EE11);

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <context-param>
                <param-name>dev.ws.jakarta.compression</param-name>
                <param-value>on</param-value>
              </context-param>
              <context-param>
                <param-name>dev.ws.jakarta.compressionThreshold</param-name>
                <param-value>0</param-value>
              </context-param>
            </web-app>
            """;

    private final Host host;

    EchoSite(Host host) {
        this.host = host;
    }

    private Site site() {
        return new Site(host, true);
    }

    public int port() {
        return site().port();
    }

    /** The context path; the endpoint is {@code /echo} in it. */
    public String path() {
        return site().path("echo", EchoSite::war);
    }

    /** The context path of the application with the endpoints that foreign clients are pointed at. */
    public String peers() {
        return site().path("peers", EchoSite::peersWar);
    }

    static WarFolder peersWar() throws IOException {
        return WarFolder.create("peers").packages("peers").file("WEB-INF/web.xml", WEB_XML);
    }

    private static WarFolder war() throws IOException {
        return WarFolder.create("echo").classes(Echo.class).file("WEB-INF/web.xml", WEB_XML);
    }
}
