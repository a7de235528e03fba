package dev.ws.it.container;

import java.util.List;
import java.util.stream.Stream;

/** The containers under test, each with the transports that can work there. */
public enum ContainerKind {
    TOMCAT_10("tomcat10", "TomcatLauncher", "org.apache.coyote.http11.Http11NioProtocol", "tomcat"),
    TOMCAT_10_NIO2("tomcat10", "TomcatLauncher", "org.apache.coyote.http11.Http11Nio2Protocol", "tomcat"),
    TOMCAT_11("tomcat11", "TomcatLauncher", "org.apache.coyote.http11.Http11NioProtocol", "tomcat"),
    TOMCAT_11_NIO2("tomcat11", "TomcatLauncher", "org.apache.coyote.http11.Http11Nio2Protocol", "tomcat"),
    JETTY_EE10("jetty-ee10", "JettyLauncher", "ee10", "jetty"),
    JETTY_EE11("jetty-ee11", "JettyLauncher", "ee11", "jetty"),
    UNDERTOW("undertow", "UndertowLauncher", "", "undertow");

    private final String folder;
    private final String launcher;
    private final String variant;
    private final String ownTransport;

    ContainerKind(String folder, String launcher, String variant, String ownTransport) {
        this.folder = folder;
        this.launcher = launcher;
        this.variant = variant;
        this.ownTransport = ownTransport;
    }

    /** The folder of its jars below {@code target/containers}. */
    String folder() {
        return folder;
    }

    String launcher() {
        return launcher;
    }

    /** Tomcat's connector or Jetty's environment. */
    String variant() {
        return variant;
    }

    boolean isNio2() {
        return name().endsWith("NIO2");
    }

    boolean isJetty() {
        return launcher.equals("JettyLauncher");
    }

    /** The first path segments under which the web application serves connections here: one per transport and dispatch. */
    List<String> labs() {
        return Stream.of("servlet", ownTransport)
                .flatMap(transport -> Stream.of(transport, transport + "-executor"))
                .toList();
    }
}
