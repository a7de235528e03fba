package dev.ws.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExtensionOfferTest {
    @Test
    void whatCouldBreakTheHeaderIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ExtensionOffer.of("a,b"));
        assertThatIllegalArgumentException().isThrownBy(() -> ExtensionOffer.of(""));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExtensionOffer("a", Map.of("p q", List.of(""))));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExtensionOffer("a", Map.of("p", List.of("1\r\n"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExtensionOffer("a", Map.of("p", List.of())))
                .withMessage("parameter p has no values");
    }

    @Test
    void laterChangesOfTheGivenMapAreNotSeen() {
        List<String> values = new ArrayList<>(List.of("1"));
        Map<String, List<String>> parameters = new LinkedHashMap<>(Map.of("p", values));
        ExtensionOffer offer = new ExtensionOffer("a", parameters);

        values.add("2");
        parameters.clear();

        assertThat(offer.parameters()).isEqualTo(Map.of("p", List.of("1")));
    }
}
