package dev.ws.it.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the table against one subject; a test class implements it and starts the subject. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface ConformanceContract {
    /** {@return what is tested} */
    Subject subject();

    /** {@return the cases that apply to the subject} */
    default Stream<ConformanceCase> rows() {
        return ConformanceSuite.cases().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    default void conforms(ConformanceCase row) throws Exception {
        try (Exchange exchange = new Exchange(subject().open())) {
            row.script().run(exchange);
        }
    }
}
