package dev.ws.it.node;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Runs the scenarios of a script such as {@code client.js}, all in one process of Node; a test class implements it and starts a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface NodeClientContract {
    /** {@return the port of a server with the endpoints of {@code server.js}} */
    int port();

    /** {@return the path before the names of the endpoints} */
    default String prefix() {
        return "";
    }

    /** {@return the script, started} */
    default NodeScript client() throws IOException {
        return NodeScript.start("client.js", "ws://127.0.0.1:" + port() + prefix());
    }

    @TestFactory
    default Stream<DynamicTest> scenarios() throws IOException, InterruptedException {
        List<DynamicTest> tests = new ArrayList<>();
        try (NodeScript client = client()) {
            int exit = client.run(line -> {
                JsonObject result = JsonParser.parseString(line).getAsJsonObject();
                tests.add(DynamicTest.dynamicTest(result.get("name").getAsString(), () -> {
                    if (!result.get("ok").getAsBoolean()) {
                        throw new AssertionError(result.get("detail").getAsString());
                    }
                }));
            });
            tests.add(DynamicTest.dynamicTest("all scenarios ran", () -> {
                if (exit != 0 || tests.size() < 2) {
                    throw new AssertionError("Node ended with " + exit + " after " + (tests.size() - 1) + " scenarios");
                }
            }));
        }
        return tests.stream();
    }
}
