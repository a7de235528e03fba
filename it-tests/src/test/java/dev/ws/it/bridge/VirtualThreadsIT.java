package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Where callbacks need threads of their own, they are virtual ones if the running Java has them. */
@ParameterizedClass(name = "{0}")
@MethodSource("undertow")
class VirtualThreadsIT {
    @Parameter
    Bridge bridge; // JUnit thread

    // Its threads must not be blocked, so that all but inline dispatch needs the executor.
    static Stream<Bridge> undertow() {
        return Bridge.all()
                .filter(bridge ->
                        bridge.place().equals("UNDERTOW") && bridge.transport().equals("servlet") && !bridge.secure());
    }

    @AfterEach
    void part() throws Exception {
        bridge.isLeftAlone();
    }

    @Test
    void callbacksRunOnVirtualThreads() throws Exception {
        bridge.inAllLanes(lane -> {
            try (RawWebSocket peer = lane.open("plain/thread", "")) {
                peer.send(WireFrame.text("which?"));
                String kind = peer.read().payloadText();
                if (!lane.dispatch().equals("inline")) { // which has whatever thread is there
                    assertThat(kind).isEqualTo(bridge.java() >= 21 ? "virtual" : "platform");
                }
            }
        });
    }
}
