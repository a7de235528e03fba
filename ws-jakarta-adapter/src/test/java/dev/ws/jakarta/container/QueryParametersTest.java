package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryParametersTest {
    @Test
    void valuesAreDecodedAndKeepTheirOrder() {
        assertThat(QueryParameters.parse("a=1&b=x%20y+z&a=2&flag&empty=&&%zz=%C3%A4=b&50%+%41%=%"))
                .isEqualTo(Map.of(
                        "a", List.of("1", "2"),
                        "b", List.of("x y z"),
                        "flag", List.of(""),
                        "empty", List.of(""),
                        "%zz", List.of("ä=b"),
                        "50% A%", List.of("%")));
    }

    @Test
    void noQueryHasNoParameters() {
        assertThat(QueryParameters.parse(null)).isEmpty();
        assertThat(QueryParameters.parse("")).isEmpty();
    }
}
