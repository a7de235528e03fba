package dev.ws.it.conformance;

import dev.ws.it.wire.DeflatePeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the table of compressed messages against one subject; a test class implements it and starts the subject. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface CompressionContract {
    /** A fresh connection to the subject, which echoes; fails unless it takes the offer. */
    DeflatePeer open(String offer) throws IOException;

    /** {@return all cases, in the order of their groups} */
    default List<CompressionCase> rows() {
        return CompressionCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    default void conforms(CompressionCase row) throws Exception {
        try (DeflatePeer peer = open(row.offer())) {
            row.run(peer);
        }
    }
}
