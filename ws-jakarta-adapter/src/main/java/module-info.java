/** Jakarta WebSocket, server and client, on top of the engine. */
module dev.ws.jakarta {
    requires static jakarta.cdi;
    requires static org.jspecify;
    requires transitive dev.ws.core;
    requires transitive dev.ws.servlet;
    requires transitive jakarta.websocket;
    requires transitive jakarta.websocket.client;

    exports dev.ws.jakarta;

    provides jakarta.servlet.ServletContainerInitializer with
            dev.ws.jakarta.deploy.JakartaInitializer;
    provides jakarta.websocket.server.ServerEndpointConfig.Configurator with
            dev.ws.jakarta.container.DefaultConfigurator;
    provides jakarta.websocket.ContainerProvider with
            dev.ws.jakarta.container.JakartaContainerProvider;
}
