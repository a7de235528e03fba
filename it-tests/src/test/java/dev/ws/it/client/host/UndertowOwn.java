package dev.ws.it.client.host;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.WebSocketExtension;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.jsr.ExtensionImpl;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Undertow with its own WebSocket. */
public final class UndertowOwn implements Function<String, Object> {
    private final Undertow undertow;

    /** Needs no settings. */
    public UndertowOwn(Map<String, String> settings) throws ServletException {
        WebSocketDeploymentInfo endpoints = new WebSocketDeploymentInfo();
        // the extension of the deployment is used by endpoints that name it
        Endpoints.all(List.of(ExtensionImpl.create(new WebSocketExtension("permessage-deflate", List.of()))))
                .forEach(endpoints::addEndpoint);
        endpoints.addExtension(new PerMessageDeflateHandshake());
        DeploymentInfo application = Servlets.deployment()
                .setClassLoader(getClass().getClassLoader())
                .setContextPath("/")
                .setDeploymentName("foreign")
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, endpoints);
        DeploymentManager deployment = Servlets.defaultContainer().addDeployment(application);
        deployment.deploy();
        undertow = Undertow.builder()
                .setIoThreads(2)
                .setWorkerThreads(8)
                .addHttpListener(0, "127.0.0.1")
                .setHandler(deployment.start())
                .build();
    }

    @Override
    public Object apply(String command) {
        undertow.start();
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }
}
