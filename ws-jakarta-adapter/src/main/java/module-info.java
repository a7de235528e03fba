/** Jakarta WebSocket, server and client, on top of the engine. */
module dev.ws.jakarta {
    requires static org.jspecify;
    requires transitive dev.ws.core;
    requires transitive dev.ws.servlet;
    requires transitive jakarta.websocket;
    requires transitive jakarta.websocket.client;

    exports dev.ws.jakarta;

    provides jakarta.websocket.ContainerProvider with
            dev.ws.jakarta.container.JakartaContainerProvider;
}
