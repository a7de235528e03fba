package dev.ws.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.ChildJvm;
import dev.ws.it.wire.FileDescriptors;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand connections that say nothing for most of the time. */
class IdleConnectionsIT {
    private static final int CONNECTIONS = 10_000;
    private static final WireFrame HELLO = WireFrame.text("hello");

    @Test
    void tenThousandIdleConnectionsNeedAHandfulOfThreads() throws Exception {
        FileDescriptors.require(CONNECTIONS + 1000);
        List<RawWebSocket> all = new ArrayList<>();
        try (ChildJvm server = ChildJvm.start(EchoMain.class, List.of("-Xmx512m"))) {
            int port = Integer.parseInt(server.line().substring("listening ".length()));
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(RawWebSocket.open(port, "/"));
            }
            int[] counts = {0, 0};
            Await.until("all are there", () -> {
                server.tell("?");
                String[] words = server.line().split(" ", -1);
                counts[0] = Integer.parseInt(words[0]);
                counts[1] = Integer.parseInt(words[1]);
                return counts[0] == CONNECTIONS;
            });
            assertThat(counts[1])
                    .as("threads of the server, the JVM's own among them")
                    .isLessThan(30);
            for (int i = 0; i < CONNECTIONS; i += 10) {
                all.get(i).send(HELLO);
                assertThat(all.get(i).read()).isEqualTo(HELLO);
            }
        } finally {
            // the server ended before, so that no connection waits in TIME_WAIT on this side
            for (RawWebSocket peer : all) {
                peer.close();
            }
        }
    }
}
