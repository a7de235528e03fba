package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.app.Asked;
import dev.ws.it.jakarta.app.Good;
import dev.ws.it.jakarta.app.Squatter;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The container's own implementation and ours in one web application: who serves it, and the switches (E-021). */
class TakeOverIT {
    private static final String TOMCAT_SWITCH =
            "<Context containerSciFilter=\"^org\\.apache\\.tomcat\\.websocket\\.server\\.WsSci$\"/>";

    static Stream<Host> withOwn() {
        return Host.withOwn().stream();
    }

    private static String parameter(String name, String value) {
        return "<context-param><param-name>" + name + "</param-name><param-value>" + value
                + "</param-value></context-param>";
    }

    private static String webXml(String content) {
        return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">" + content + "</web-app>";
    }

    @ParameterizedTest
    @MethodSource("withOwn")
    void switchedOffTheContainersOwnDoesNotEvenStart(Host host) throws Exception {
        WarFolder war = WarFolder.create("switched").classes(Good.class, Asked.class);
        if (host.isJetty()) {
            war.file("WEB-INF/web.xml", webXml(parameter("org.eclipse.jetty.websocket.jakarta", "false")));
        } else {
            war.file("META-INF/context.xml", TOMCAT_SWITCH);
        }
        assertThat(askers(host, war)).containsExactly("dev.ws.jakarta.deploy.EndpointScan");
    }

    @ParameterizedTest
    @EnumSource(names = "TOMCAT_.*", mode = EnumSource.Mode.MATCH_ALL)
    void withoutTheSwitchBothLookForEndpoints(Host host) throws Exception {
        WarFolder war = WarFolder.create("both").classes(Good.class, Asked.class);
        assertThat(askers(host, war))
                .containsExactly("org.apache.tomcat.websocket.server.WsSci", "dev.ws.jakarta.deploy.EndpointScan");
    }

    private static String[] askers(Host host, WarFolder war) throws IOException {
        assertThat(host.deploy("/asked", Wars.addOurs(war, false).path())).isTrue();
        try {
            assertThat(Site.handshake(host.port(), "/asked/good").status()).isEqualTo(101);
            return Site.get(host.port(), "/asked/asked").body().split(" ");
        } finally {
            host.undeploy("/asked");
        }
    }

    @ParameterizedTest
    @MethodSource("withOwn")
    void oursKeepsQuietWhereItIsOff(Host host) throws Exception {
        WarFolder war = Wars.addOurs(Wars.plain(), false)
                .file(
                        "WEB-INF/web.xml",
                        Wars.WEB_XML.replaceFirst("<security-c", parameter("dev.ws.jakarta", "off") + "<security-c"));
        assertThat(host.deploy("/off", war.path())).isTrue();
        try {
            assertThat(Site.get(host.port(), "/off/implementation").body()).startsWith("org.");
            try (RawWebSocket peer = RawWebSocket.open(host.port(), "/off/text/string")) {
                peer.send(WireFrame.text("hello"));
                assertThat(peer.readMessage()).isEqualTo(WireFrame.text("hello"));
            }
        } finally {
            host.undeploy("/off");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeReplacedFailsTheDeployment(Host host) throws Exception {
        WarFolder war = WarFolder.create("squatted")
                .classes(Good.class, Squatter.class)
                .file(
                        "WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer",
                        Squatter.class.getName());
        try (Warnings log = new Warnings()) {
            boolean started =
                    host.deploy("/squatted", Wars.addOurs(war, !host.hasOwn()).path());
            try {
                assertThat(Site.handshake(host.port(), "/squatted/good").status())
                        .isIn(404, 503);
                assertThat(log.text())
                        .contains("there are two implementations of Jakarta WebSocket", "Proxy", "dev.ws.jakarta=off");
            } finally {
                if (started) {
                    host.undeploy("/squatted");
                }
            }
        }
    }

    @ParameterizedTest(name = "dev.ws.jakarta={0}")
    @ValueSource(strings = {"on", "off"})
    void tomcatKeepsItsConfiguratorForOtherApplications(String state) throws Exception {
        for (Host host : new Host[] {Host.TOMCAT_10, Host.TOMCAT_11}) {
            host.forgetDefaultConfigurator();
            WarFolder first = WarFolder.create("first")
                    .classes(Good.class)
                    .file("WEB-INF/web.xml", webXml(parameter("dev.ws.jakarta", state)));
            assertThat(host.deploy("/first", Wars.addOurs(first, false).path())).isTrue();
            try {
                assertThat(Site.handshake(host.port(), "/first/good").status()).isEqualTo(101);
                assertThat(host.deploy("/second", Wars.plain().path())).isTrue();
                assertThat(Site.get(host.port(), "/second/configurator").body())
                        .as(host.toString())
                        .isEqualTo("org.apache.tomcat.websocket.server.DefaultServerEndpointConfigurator");
                host.undeploy("/second");
            } finally {
                host.undeploy("/first");
            }
        }
    }
}
