package dev.ws.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.standalone.Standalone;
import dev.ws.it.wire.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G-080: a thousand clients in one JVM. */
class CrowdIT {
    private static final int CLIENTS = 1000;

    @Test
    void aThousandClientsNeedAHandfulOfThreads() throws Exception {
        String address = "ws://127.0.0.1:" + Standalone.shared().port() + "/peers/echo";
        try (ChildJvm crowd = ChildJvm.start(CrowdMain.class, List.of("-Xmx256m"), address, "" + CLIENTS)) {
            String line = crowd.line();
            assertThat(line).startsWith("open " + CLIENTS + " echoes " + CLIENTS + " threads ");
            String[] words = line.split(" ", -1);
            int more = Integer.parseInt(words[6]) - Integer.parseInt(words[5]);
            assertThat(more).as("threads that a thousand clients added").isLessThan(12);
        }
    }
}
