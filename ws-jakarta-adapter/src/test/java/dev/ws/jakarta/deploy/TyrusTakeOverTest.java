package dev.ws.jakarta.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import jakarta.servlet.Filter;
import jakarta.websocket.DeploymentException;
import org.apache.catalina.core.ApplicationContextFacade;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardContext.FilterDef;
import org.apache.catalina.core.StandardContext.FilterMap;
import org.apache.catalina.core.WebSocketFilterWrapper;
import org.glassfish.tyrus.servlet.TyrusFilter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GlassFish and Payara, by stand-ins for their classes. */
class TyrusTakeOverTest {
    private final StandardContext standard = new StandardContext();
    private final ApplicationContextFacade context = mock(ApplicationContextFacade.class);
    private final Object tyrus = new TyrusFilter(); // any class of that package

    @BeforeEach
    void aContextWithAnotherFilter() {
        ApplicationContextFacade.lead(context, standard);
        standard.add("own", mock(Filter.class));
    }

    @ParameterizedTest(name = "in a wrapper: {0}")
    @ValueSource(booleans = {false, true})
    void theFilterOfTyrusGoesWithItsMappings(boolean wrapped) throws Exception {
        standard.add("WebSocket filter", wrapped ? new WebSocketFilterWrapper() : new TyrusFilter());

        boolean deployed = TakeOver.from(tyrus, context);

        assertThat(deployed).isFalse();
        assertThat(standard.findFilterDefs())
                .extracting(FilterDef::getFilterName)
                .containsExactly("own");
        assertThat(standard.findFilterMaps())
                .extracting(FilterMap::getFilterName)
                .containsExactly("own", "own");
    }

    @Test
    void withoutItsFilterTyrusIsNotWhatIsKnownAndNothingIsDone() {
        assertThatThrownBy(() -> TakeOver.from(tyrus, context))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("GlassFish and Payara")
                .hasRootCauseMessage("Tyrus has no filter");
        assertThat(standard.findFilterMaps()).hasSize(2);
    }

    @Test
    void theContextOfGlassFishIsNotOneOfTomcat() {
        assertThat(TomcatTakeOver.isTomcat(context)).isFalse();
    }
}
