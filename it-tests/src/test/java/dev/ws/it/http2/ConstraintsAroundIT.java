package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.http2.secured.WhoServlet;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Credential;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Constraints of a security handler of Jetty's core, with an application inside that has none. */
class ConstraintsAroundIT {
    private static final Server SERVER = new Server();

    @BeforeAll
    static void start() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                SERVER, new HttpConnectionFactory(configuration), new HTTP2CServerConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        SERVER.addConnector(connector);
        ServletContextHandler application = new ServletContextHandler("/app");
        ServletHolder servlet = new ServletHolder(new WhoServlet());
        servlet.setAsyncSupported(true);
        application.addServlet(servlet, "/");
        SecurityHandler.PathMethodMapped around = new SecurityHandler.PathMethodMapped();
        around.put("/app/get/*", "GET", Constraint.from("chatter"));
        around.put("/app/all/*", "*", Constraint.from("chatter"));
        around.put(PathSpec.from("/app/both/*"), List.of("GET", "CONNECT"), Constraint.from("chatter"));
        around.put("/app/secure/*", "GET", Constraint.SECURE_TRANSPORT);
        around.put("/app/post/*", "POST", Constraint.from("chatter"));
        UserStore users = new UserStore();
        users.addUser("anna", Credential.getCredential("secret"), new String[] {"chatter"});
        HashLoginService login = new HashLoginService("people");
        login.setUserStore(users);
        around.setLoginService(login);
        around.setAuthenticator(new BasicAuthenticator());
        around.setHandler(application);
        SERVER.setHandler(around);
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "open,   -,           101, 200",
        "post,   -,           101, 200",
        "secure, -,           403, 403",
        "get,    -,           401, 403",
        "get,    anna:secret, 101, 403", // nobody tells any more that it is she
        "all,    -,           401, 401",
        "all,    anna:secret, 101, 200",
        "both,   -,           401, 401",
        "both,   anna:secret, 101, 200"
    })
    void getsInWhereAGetWould(String rule, String user, int get, int connect) throws IOException {
        String[] credentials = SecuredSite.credentials(user);
        int port = ((ServerConnector) SERVER.getConnectors()[0]).getLocalPort();
        String target = "/app/" + rule + "/who";
        try (RawWebSocket old = RawWebSocket.connect(port);
                Http2Peer peer = Http2Peer.plain(port)) {
            old.write(RawWebSocket.request(port, target, credentials));
            assertThat(old.readAnswer().status()).isEqualTo(get);
            Http2Stream stream = peer.request(peer.handshake(target, credentials), 0);
            assertThat(stream.answer().status()).isEqualTo(connect);
            stream.cancel();
        }
    }
}
