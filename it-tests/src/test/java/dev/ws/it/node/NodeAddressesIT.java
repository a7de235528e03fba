package dev.ws.it.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Prerequisite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of addresses with which our client is tested holds what Node's ws does, not what somebody believes. */
class NodeAddressesIT {
    private static final String TABLE = "ws-core/src/test/resources/dev/ws/handshake/addresses.tsv";

    @Test
    void theTableIsNodes() throws Exception {
        Path table = Prerequisite.module().resolveSibling(TABLE);
        List<String> told = new ArrayList<>();
        try (NodeScript script = NodeScript.start("addresses.js", table.toString())) {
            assertThat(script.run(told::add)).isZero();
        }
        assertThat(told).filteredOn(line -> line.startsWith("\"")).hasSizeGreaterThan(100);
        assertThat(told).isEqualTo(Files.readAllLines(table));
    }
}
