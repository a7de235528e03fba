package dev.ws.it.http2;

import dev.ws.it.container.Container;
import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.Wars;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Jetty with web applications that have security constraints: {@code /basic}, {@code /deny}, which denies uncovered
 * methods, and {@code /form}. Anna has the role chatter, ben has reader, and carl has one that no application knows.
 */
final class SecuredSite implements AutoCloseable {
    private static final String BASIC =
            "<login-config><auth-method>BASIC</auth-method><realm-name>people</realm-name></login-config>";
    private static final String FORM = """
            <login-config>
              <auth-method>FORM</auth-method>
              <form-login-config>
                <form-login-page>/login</form-login-page>
                <form-error-page>/failed</form-error-page>
              </form-login-config>
            </login-config>
            """;

    private static final String RULES = rule("get-role", "<http-method>GET</http-method>", role("chatter"))
            + rule("get-known", "<http-method>GET</http-method>", role("*"))
            + rule("get-user", "<http-method>GET</http-method>", role("**"))
            + rule("get-forbidden", "<http-method>GET</http-method>", "<auth-constraint/>")
            + rule("get-secure", "<http-method>GET</http-method>", "")
                    .replace(
                            "</security-constraint>",
                            "<user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee>"
                                    + "</user-data-constraint></security-constraint>")
            + rule("not-get", "<http-method-omission>GET</http-method-omission>", role("chatter"))
            + rule("not-post", "<http-method-omission>POST</http-method-omission>", role("chatter"))
            + rule("post-role", "<http-method>POST</http-method>", role("chatter"))
            + rule("all", "", role("chatter"))
            + rule("both", "<http-method>GET</http-method><http-method>CONNECT</http-method>", role("chatter"))
            + rule("differing", "<http-method>GET</http-method>", role("chatter"))
            + rule("differing", "<http-method>CONNECT</http-method>", role("reader"));

    private static final String LOGIN_SERVICE = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure class="org.eclipse.jetty.%s.webapp.WebAppContext">
              <Get name="securityHandler">
                <Set name="loginService">
                  <New class="org.eclipse.jetty.security.HashLoginService">
                    <Set name="name">people</Set>
                    <Set name="userStore">
                      <New class="org.eclipse.jetty.security.UserStore">%s</New>
                    </Set>
                  </New>
                </Set>
              </Get>
            </Configure>
            """;

    private final Function<String, Object> launcher;

    private SecuredSite(Function<String, Object> launcher) {
        this.launcher = launcher;
    }

    static SecuredSite start(String environment) throws IOException {
        Function<String, Object> launcher = Container.load(
                List.of(Path.of("target", "containers", "jetty-" + environment)),
                "dev.ws.it.http2.launch.Http2Launcher",
                Map.of("environment", environment, "keys", KeyStores.shared().toString()));
        SecuredSite site = new SecuredSite(launcher);
        try {
            site.command("start");
            site.command("deploy /basic " + application(environment, BASIC + RULES));
            site.command("deploy /deny " + application(environment, BASIC + RULES + "<deny-uncovered-http-methods/>"));
            site.command("deploy /form " + application(environment, FORM + RULES));
            return site;
        } catch (IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static Path application(String environment, String rules) throws IOException {
        String users = user("anna", "chatter") + user("ben", "reader") + user("carl", "guest");
        WarFolder war = WarFolder.create("secured")
                .packages("dev.ws.it.http2.secured")
                .file("WEB-INF/web.xml", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          <context-param>
                            <param-name>dev.ws.roles</param-name>
                            <param-value>chatter, reader, guest</param-value>
                          </context-param>
                          <servlet>
                            <servlet-name>who</servlet-name>
                            <servlet-class>dev.ws.it.http2.secured.WhoServlet</servlet-class>
                            <async-supported>true</async-supported>
                          </servlet>
                          <servlet>
                            <servlet-name>linked</servlet-name>
                            <servlet-class>dev.ws.it.http2.secured.WhoServlet</servlet-class>
                            <async-supported>true</async-supported>
                            <security-role-ref>
                              <role-name>chatter</role-name>
                              <role-link>reader</role-link>
                            </security-role-ref>
                          </servlet>
                          <servlet-mapping>
                            <servlet-name>who</servlet-name>
                            <url-pattern>/</url-pattern>
                          </servlet-mapping>
                          <servlet-mapping>
                            <servlet-name>linked</servlet-name>
                            <url-pattern>*.linked</url-pattern>
                          </servlet-mapping>
                          <security-role><role-name>chatter</role-name></security-role>
                          <security-role><role-name>reader</role-name></security-role>
                          %s
                        </web-app>
                        """.formatted(rules))
                .file("WEB-INF/jetty-" + environment + "-web.xml", LOGIN_SERVICE.formatted(environment, users));
        return Wars.addOurs(war, true).path();
    }

    private static String rule(String name, String methods, String authorization) {
        return """
                <security-constraint>
                  <web-resource-collection>
                    <web-resource-name>%1$s</web-resource-name>
                    <url-pattern>/%1$s/*</url-pattern>
                    %2$s
                  </web-resource-collection>
                  %3$s
                </security-constraint>
                """.formatted(name, methods, authorization);
    }

    private static String role(String name) {
        return "<auth-constraint><role-name>" + name + "</role-name></auth-constraint>";
    }

    private static String user(String name, String role) {
        return """
                <Call name="addUser">
                  <Arg>%s</Arg>
                  <Arg>
                    <Call class="org.eclipse.jetty.util.security.Credential" name="getCredential"><Arg>secret</Arg></Call>
                  </Arg>
                  <Arg><Array type="java.lang.String"><Item>%s</Item></Array></Arg>
                </Call>
                """.formatted(name, role);
    }

    /** The line with the credentials of {@code name:password}; none for {@code -}. */
    static String[] credentials(String user) {
        return user.equals("-")
                ? new String[0]
                : new String[] {
                    "authorization: Basic "
                            + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII))
                };
    }

    /** Opens an HTTP/2 connection. */
    Http2Peer connect(boolean tls) throws IOException {
        return tls ? Http2Peer.secure(port(true)) : Http2Peer.plain(port(false));
    }

    /** The status of a handshake over HTTP/1.1. */
    int statusOfGet(boolean tls, String target, String... headerLines) throws IOException {
        int port = port(tls);
        try (RawWebSocket peer =
                tls ? RawWebSocket.connect(port, 0, KeyStores.context()) : RawWebSocket.connect(port)) {
            peer.write(RawWebSocket.request(port, target, headerLines));
            HttpAnswer answer = peer.readAnswer();
            return answer.status();
        }
    }

    private int port(boolean tls) {
        return (Integer) launcher.apply(tls ? "secure" : "plain");
    }

    private void command(String words) {
        if (!Boolean.TRUE.equals(launcher.apply(words))) {
            throw new IllegalStateException(words + " was not done");
        }
    }

    @Override
    public void close() {
        command("stop");
    }
}
