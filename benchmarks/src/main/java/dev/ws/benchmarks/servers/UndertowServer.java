package dev.ws.benchmarks.servers;

import dev.ws.benchmarks.jakarta.BigEchoEndpoint;
import dev.ws.benchmarks.jakarta.BroadcastEndpoint;
import dev.ws.benchmarks.jakarta.EchoEndpoint;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.xnio.Options;

/** Embedded Undertow. What is not a default: a backlog of 1024. */
final class UndertowServer implements ContainerServer {
    private final DeploymentManager deployment;
    private final Undertow undertow;

    UndertowServer(ServerOptions options) throws Exception {
        DeploymentInfo application = Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("servers");
        switch (options.api()) {
            case "ws" -> start(application, new MeasuredServlets(options.deflate()));
            case "jakarta" -> start(application, new MeasuredEndpoints(options.deflate()));
            default -> deployNative(application, options);
        }
        deployment = Servlets.defaultContainer().addDeployment(application);
        deployment.deploy();
        undertow = Undertow.builder()
                .addHttpListener(options.port(), "127.0.0.1")
                .setSocketOption(Options.BACKLOG, 1024)
                .setHandler(deployment.start())
                .build();
    }

    private static void start(DeploymentInfo application, ServletContainerInitializer initializer) {
        application.addServletContainerInitializer(new ServletContainerInitializerInfo(
                initializer.getClass(), () -> new ImmediateInstanceHandle<>(initializer), Set.of()));
    }

    private static void deployNative(DeploymentInfo application, ServerOptions options) {
        WebSocketDeploymentInfo endpoints = new WebSocketDeploymentInfo();
        List.of(EchoEndpoint.class, BigEchoEndpoint.class, BroadcastEndpoint.class)
                .forEach(endpoints::addEndpoint);
        if (options.deflate()) {
            endpoints.addExtension(new PerMessageDeflateHandshake());
        }
        application.addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, endpoints);
    }

    @Override
    public int start() {
        undertow.start();
        InetSocketAddress address =
                (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        return address.getPort();
    }

    @Override
    public void stop() throws Exception {
        deployment.stop();
        deployment.undeploy();
        undertow.stop();
    }
}
