package dev.ws.it.jakarta;

import dev.ws.it.container.WarFolder;
import dev.ws.jakarta.WebSocketSession;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tlschannel.TlsChannel;

/** The web applications that tests deploy, and what is added to them. */
public final class Wars {
    /** A security constraint as the specification's section 8 has it. */
    static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>secured</web-resource-name>
                  <url-pattern>/secured/*</url-pattern>
                  <http-method>GET</http-method>
                </web-resource-collection>
                <auth-constraint>
                  <role-name>chatter</role-name>
                </auth-constraint>
              </security-constraint>
              <login-config>
                <auth-method>BASIC</auth-method>
                <realm-name>people</realm-name>
              </login-config>
              <security-role>
                <role-name>chatter</role-name>
              </security-role>
              <security-role>
                <role-name>boss</role-name>
              </security-role>
            </web-app>
            """;

    private Wars() {}

    /** The stranger's application. */
    public static WarFolder plain() throws IOException {
        return WarFolder.create("plain").packages("plain").file("WEB-INF/web.xml", WEB_XML);
    }

    /** The one that chooses its endpoints itself. */
    static WarFolder programmatic() throws IOException {
        return WarFolder.create("programmatic").packages("programmatic");
    }

    /** Adds the jars of a folder of {@code target/libraries}. */
    static WarFolder addLibraries(WarFolder war, String folder) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target", "libraries", folder), "*.jar")) {
            for (Path jar : jars) {
                war.library(jar);
            }
        }
        return war;
    }

    /** Adds our jars, and those of the API where the container has none. */
    public static WarFolder addOurs(WarFolder war, boolean withApi) throws IOException {
        war.library(WebSocketServer.class, "ws-core.jar")
                .library(WebSocketServlet.class, "ws-servlet.jar")
                .library(WebSocketSession.class, "ws-jakarta-adapter.jar")
                .library(TlsChannel.class, "tls-channel.jar");
        if (withApi) {
            war.library(ServerContainer.class, "jakarta.websocket-api.jar")
                    .library(ContainerProvider.class, "jakarta.websocket-client-api.jar");
        }
        return war;
    }
}
