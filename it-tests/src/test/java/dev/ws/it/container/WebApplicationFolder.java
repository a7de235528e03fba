package dev.ws.it.container;

import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.io.IOException;
import java.nio.file.Path;

/** Lays out the web application as an unpacked WAR: its classes, and the project's jars in {@code WEB-INF/lib}. */
final class WebApplicationFolder {
    private static final Path FOLDER = create();

    private WebApplicationFolder() {}

    static Path path() {
        return FOLDER;
    }

    private static Path create() {
        try {
            return WarFolder.create("webapp")
                    .packages("dev.ws.it.container.app")
                    .library(WebSocketServer.class, "ws-core.jar")
                    .library(WebSocketServlet.class, "ws-servlet.jar")
                    .path();
        } catch (IOException e) {
            throw new IllegalStateException("the web application cannot be laid out", e);
        }
    }
}
