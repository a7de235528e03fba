package dev.ws.it.badinput;

import dev.ws.Dispatch;
import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.standalone.Standalone;

/** What serves the endpoints that bad input is sent to. */
enum Host {
    TOMCAT_11,
    JETTY_EE11,
    STANDALONE,
    STANDALONE_EXECUTOR;

    int port() {
        return switch (this) {
            case STANDALONE -> Standalone.shared().port();
            case STANDALONE_EXECUTOR -> Standalone.shared(Dispatch.EXECUTOR).port();
            default -> Container.shared(ContainerKind.valueOf(name())).port();
        };
    }
}
